//! Words to make people and companies of.

/// A country with people's names, places and money.
pub(super) struct Country {
    pub(super) code: &'static str,
    pub(super) currency: &'static str,
    pub(super) dial: &'static str,
    pub(super) given: [&'static str; 8],
    pub(super) family: [&'static str; 8],
    /// City, postal code, street.
    pub(super) places: [(&'static str, &'static str, &'static str); 3],
}

#[rustfmt::skip] // One line per list.
pub(super) const COUNTRIES: [Country; 14] = [
    Country {
        code: "US",
        currency: "USD",
        dial: "+1",
        given: ["Maya", "Ethan", "Grace", "Marcus", "Olivia", "Darnell", "Hannah", "Cole"],
        family: ["Whitfield", "Carter", "Nguyen", "Brooks", "Delgado", "Hayes", "Freeman", "Sutter"],
        places: [
            ("Portland", "97209", "Everett Street"),
            ("Austin", "78704", "Oltorf Street"),
            ("Cleveland", "44113", "Lorain Avenue"),
        ],
    },
    Country {
        code: "DE",
        currency: "EUR",
        dial: "+49",
        given: ["Jürgen", "Anneliese", "Björn", "Käthe", "Moritz", "Silke", "Tobias", "Frieda"],
        family: ["Müller", "Schröder", "Weiß", "Köhler", "Brandt", "Lindner", "Vogt", "Öztürk"],
        places: [
            ("Köln", "50672", "Brüsseler Straße"),
            ("Leipzig", "04109", "Gottschedstraße"),
            ("München", "80469", "Müllerstraße"),
        ],
    },
    Country {
        code: "FR",
        currency: "EUR",
        dial: "+33",
        given: ["Élodie", "Benoît", "Chloé", "Mathieu", "Inès", "Gaël", "Noémie", "Rémi"],
        family: ["Lefèvre", "Moreau", "Garnier", "Dupré", "Benali", "Chevalier", "Lacroix", "Perrin"],
        places: [
            ("Lyon", "69004", "rue de Cuire"),
            ("Nantes", "44000", "quai de la Fosse"),
            ("Besançon", "25000", "Grande Rue"),
        ],
    },
    Country {
        code: "PL",
        currency: "PLN",
        dial: "+48",
        given: ["Łukasz", "Agnieszka", "Paweł", "Małgorzata", "Bartosz", "Zofia", "Michał", "Ewa"],
        family: ["Wójcik", "Kowalczyk", "Zieliński", "Dąbrowska", "Mazur", "Jabłoński", "Pawlak", "Król"],
        places: [
            ("Kraków", "31-011", "ulica Szewska"),
            ("Łódź", "90-302", "ulica Piotrkowska"),
            ("Gdańsk", "80-831", "ulica Ogarna"),
        ],
    },
    Country {
        code: "MX",
        currency: "MXN",
        dial: "+52",
        given: ["Ximena", "José", "Lucía", "Andrés", "Valentina", "Héctor", "Renata", "Iván"],
        family: ["Hernández", "Ibarra", "Muñoz", "Cárdenas", "Olvera", "Ríos", "Salazar", "Quintana"],
        places: [
            ("Guadalajara", "44160", "Avenida Chapultepec"),
            ("Mérida", "97000", "Calle 60"),
            ("Querétaro", "76000", "Calle Madero"),
        ],
    },
    Country {
        code: "BR",
        currency: "BRL",
        dial: "+55",
        given: ["João", "Beatriz", "Thiago", "Conceição", "Rafael", "Luíza", "Caio", "Fernanda"],
        family: ["Araújo", "Gonçalves", "Teixeira", "Brandão", "Moura", "Simões", "Vasconcelos", "Prado"],
        places: [
            ("São Paulo", "01310-100", "Avenida Paulista"),
            ("Recife", "50030-230", "Rua do Bom Jesus"),
            ("Florianópolis", "88015-200", "Rua Bocaiúva"),
        ],
    },
    Country {
        code: "NG",
        currency: "NGN",
        dial: "+234",
        given: ["Ngozi", "Babatunde", "Amaka", "Ibrahim", "Folake", "Chidi", "Halima", "Segun"],
        family: ["Okafor", "Adeyemi", "Bello", "Eze", "Balogun", "Nwosu", "Yusuf", "Akande"],
        places: [
            ("Lagos", "101241", "Broad Street"),
            ("Ibadan", "200281", "Ring Road"),
            ("Enugu", "400102", "Ogui Road"),
        ],
    },
    Country {
        code: "KE",
        currency: "KES",
        dial: "+254",
        given: ["Wanjiru", "Kamau", "Achieng", "Otieno", "Njeri", "Kiprop", "Zawadi", "Baraka"],
        family: ["Mwangi", "Odhiambo", "Kariuki", "Wafula", "Cheruiyot", "Mutua", "Nyambura", "Omondi"],
        places: [
            ("Nairobi", "00100", "Moi Avenue"),
            ("Mombasa", "80100", "Nkrumah Road"),
            ("Kisumu", "40100", "Oginga Odinga Street"),
        ],
    },
    Country {
        code: "IN",
        currency: "INR",
        dial: "+91",
        given: ["Ananya", "Rohan", "Meera", "Vikram", "Lakshmi", "Arjun", "Farida", "Sandeep"],
        family: ["Iyer", "Chatterjee", "Patel", "Reddy", "Khan", "Deshpande", "Singh", "Menon"],
        places: [
            ("Pune", "411004", "Prabhat Road"),
            ("Kochi", "682001", "Princess Street"),
            ("Kolkata", "700016", "Park Street"),
        ],
    },
    Country {
        code: "JP",
        currency: "JPY",
        dial: "+81",
        given: ["Haruka", "Kenji", "Yuki", "Daichi", "Sakura", "Ren", "Aiko", "Takumi"],
        family: ["Tanaka", "Watanabe", "Kobayashi", "Fujimoto", "Sato", "Ōno", "Hayashi", "Itō"],
        places: [
            ("Kyōto", "604-8005", "Sanjō-dōri"),
            ("Fukuoka", "810-0001", "Tenjin"),
            ("Sapporo", "060-0042", "Ōdōri-nishi"),
        ],
    },
    Country {
        code: "TR",
        currency: "TRY",
        dial: "+90",
        given: ["Ayşe", "Mehmet", "Zeynep", "Çağrı", "Elif", "Oğuz", "Şebnem", "Kerem"],
        family: ["Yılmaz", "Kaya", "Çelik", "Aydın", "Doğan", "Şahin", "Arslan", "Güneş"],
        places: [
            ("İzmir", "35220", "Kıbrıs Şehitleri Caddesi"),
            ("Ankara", "06690", "Tunalı Hilmi Caddesi"),
            ("Bursa", "16010", "Atatürk Caddesi"),
        ],
    },
    Country {
        code: "SE",
        currency: "SEK",
        dial: "+46",
        given: ["Åsa", "Göran", "Linnéa", "Henrik", "Märta", "Sören", "Ebba", "Viktor"],
        family: ["Lindström", "Åkesson", "Bergqvist", "Sjöberg", "Nyström", "Hägg", "Ek", "Dahlgren"],
        places: [
            ("Göteborg", "411 03", "Linnégatan"),
            ("Malmö", "211 22", "Östergatan"),
            ("Umeå", "903 26", "Rådhusesplanaden"),
        ],
    },
    Country {
        code: "VN",
        currency: "VND",
        dial: "+84",
        given: ["Linh", "Minh", "Hương", "Quang", "Thảo", "Dũng", "Mai", "Tuấn"],
        family: ["Nguyễn", "Trần", "Phạm", "Đặng", "Võ", "Bùi", "Lê", "Hồ"],
        places: [
            ("Đà Nẵng", "550000", "Bạch Đằng"),
            ("Hà Nội", "100000", "Phố Huế"),
            ("Huế", "530000", "Lê Lợi"),
        ],
    },
    Country {
        code: "GB",
        currency: "GBP",
        dial: "+44",
        given: ["Siobhan", "Alistair", "Priya", "Owen", "Imogen", "Callum", "Zainab", "Rhys"],
        family: ["MacLeod", "O'Connor", "Ashworth", "Begum", "Pritchard", "Hughes", "Fairbairn", "Okoro"],
        places: [
            ("Leeds", "LS1 6DE", "Boar Lane"),
            ("Cardiff", "CF10 1BH", "Castle Street"),
            ("Glasgow", "G12 8QQ", "Byres Road"),
        ],
    },
];

/// First words of company names.
#[rustfmt::skip] // One line per list.
pub(super) const FIRST: [&str; 40] = [
    "Alder", "Amber", "Anchor", "Aurora", "Basalt", "Beacon", "Birch", "Bramble", "Cedar",
    "Cobalt", "Copper", "Delta", "Ember", "Fjord", "Granite", "Harbour", "Heron", "Indigo",
    "Juniper", "Kestrel", "Lantern", "Larch", "Lumen", "Maple", "Meridian", "Mosaic",
    "Northwind", "Orchard", "Otter", "Pebble", "Quarry", "Ridge", "Saffron", "Sextant",
    "Silverfin", "Tamarind", "Thistle", "Umbra", "Willow", "Zephyr",
];

/// Second words of company names, each with an industry.
pub(super) const SECOND: [(&str, &str); 24] = [
    ("Analytics", "Software"),
    ("Bakery", "Food"),
    ("Brewing", "Food"),
    ("Builders", "Construction"),
    ("Clinics", "Health"),
    ("Components", "Manufacturing"),
    ("Cooperative", "Agriculture"),
    ("Energy", "Energy"),
    ("Farms", "Agriculture"),
    ("Freight", "Logistics"),
    ("Furniture", "Retail"),
    ("Hotels", "Travel"),
    ("Instruments", "Manufacturing"),
    ("Labs", "Research"),
    ("Learning", "Education"),
    ("Media", "Media"),
    ("Optics", "Manufacturing"),
    ("Outfitters", "Retail"),
    ("Press", "Media"),
    ("Robotics", "Manufacturing"),
    ("Software", "Software"),
    ("Studio", "Design"),
    ("Textiles", "Manufacturing"),
    ("Water", "Energy"),
];

/// What people do.
#[rustfmt::skip]
pub(super) const TITLES: [&str; 14] = [
    "Account manager", "Accountant", "Buyer", "Chief executive", "Data analyst", "Designer",
    "Head of finance", "Head of operations", "Marketing lead", "Office manager",
    "Product manager", "Sales representative", "Software engineer", "Warehouse lead",
];

/// Tags of contacts and companies.
#[rustfmt::skip]
pub(super) const TAGS: [&str; 10] = [
    "newsletter", "vip", "partner", "trade fair", "referral", "inbound", "renewal", "beta",
    "reseller", "local",
];

/// Stages of a deal, each with its probability in percent.
pub(super) const STAGES: [(&str, u32); 6] = [
    ("qualified", 20),
    ("demo", 40),
    ("proposal", 60),
    ("negotiation", 80),
    ("won", 100),
    ("lost", 0),
];

/// What a deal can be about.
#[rustfmt::skip]
pub(super) const SUBJECTS: [&str; 8] = [
    "annual licence", "pilot", "renewal", "extra seats", "onboarding", "support plan",
    "migration", "training",
];

/// States of an order.
pub(super) const STATUSES: [&str; 5] = ["open", "packed", "shipped", "delivered", "cancelled"];

/// Goods: number, name, price in the smallest unit.
pub(super) const GOODS: [(&str, &str, u32); 12] = [
    ("HW-101", "Field notebook, A5", 1490),
    ("HW-102", "Field notebook, A4", 2290),
    ("HW-115", "Fountain pen, fine", 5900),
    ("HW-118", "Ink, river blue, 50 ml", 1250),
    ("HW-201", "Desk lamp, oak", 12900),
    ("HW-204", "Desk mat, felt", 4900),
    ("HW-210", "Monitor shelf, oak", 15900),
    ("HW-305", "Canvas rucksack", 11900),
    ("HW-307", "Thermos flask, 0.7 l", 3400),
    ("HW-402", "Wall calendar", 1900),
    ("HW-411", "Letter scale", 6400),
    ("HW-509", "Gift box, small", 2950),
];

/// Letters with marks as plain ones, for addresses on the network.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .filter_map(|letter| match letter {
            'a'..='z' | '0'..='9' => Some(letter),
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ą' | 'ả' | 'ạ' | 'ặ' | 'ầ' | 'ấ' => {
                Some('a')
            }
            'ç' => Some('c'),
            'đ' => Some('d'),
            'è' | 'é' | 'ê' | 'ë' | 'ễ' => Some('e'),
            'ğ' => Some('g'),
            'í' | 'î' | 'ï' | 'ı' => Some('i'),
            'ł' => Some('l'),
            'ń' | 'ñ' => Some('n'),
            'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ơ' | 'ồ' => Some('o'),
            'ß' | 'ş' | 'ś' => Some('s'),
            'ú' | 'ü' | 'ū' | 'ũ' | 'ư' | 'ù' => Some('u'),
            'ź' | 'ż' => Some('z'),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_plain_form_of_the_same_length() {
        for country in &COUNTRIES {
            for name in country.given.iter().chain(&country.family) {
                let letters = name.chars().filter(|letter| letter.is_alphabetic()).count();
                assert_eq!(
                    plain(name).len(),
                    letters,
                    "{name}: a letter would be missing in the e-mail address"
                );
            }
        }
    }
}
