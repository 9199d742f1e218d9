//! A page under a WebDriver, the same for the user's browser and for the app's window: patient steps that say what they
//! were after when they fail.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use thirtyfour::error::WebDriverResult;
use thirtyfour::{By, Capabilities, Key, WebDriver, WebElement};

use crate::effort::{Effort, Tally};
use crate::error::{During, Error, Result};
use crate::process::LOOK;

/// How long a step waits for its element. Long, since a busy machine is no fault; a passing step never waits it out.
const PATIENCE: Duration = Duration::from_secs(30);

/// Keys as WebDriver names them (section 17.4.2).
pub(crate) const END: &str = "\u{e010}";
pub(crate) const ESCAPE: &str = "\u{e00c}";

/// A page. Elements are named by CSS selectors.
#[derive(Clone, Debug)]
pub struct Page {
    driver: WebDriver,
    tally: Arc<Tally>,
}

impl Page {
    /// Opens a session at the driver on `port` of 127.0.0.1; `wanted` are its capabilities (WebDriver section 7).
    pub(crate) async fn open(port: u16, wanted: serde_json::Value) -> Result<Page> {
        let wanted = wanted.as_object().cloned().unwrap_or_default();
        let driver = WebDriver::new(
            format!("http://127.0.0.1:{port}"),
            Capabilities::from(wanted),
        )
        .await;
        Ok(Page {
            driver: driver.during("start the browser")?,
            tally: Arc::new(Tally::new()),
        })
    }

    /// Counts presses, typed fields and time from here on.
    pub fn begin_counting(&self) {
        self.tally.begin();
    }

    /// What was counted so far.
    pub fn effort(&self) -> Effort {
        self.tally.so_far()
    }

    /// Does what is no part of the way through this page, such as a consent at the provider: its time does not count.
    pub async fn aside<T>(&self, work: impl Future<Output = T>) -> T {
        let began = Instant::now();
        let done = work.await;
        self.tally.aside(began.elapsed());
        done
    }

    /// Goes to an address.
    pub async fn go(&self, url: &str) -> Result<()> {
        self.driver.goto(url).await.during("open a page")
    }

    /// The address it shows.
    pub async fn address(&self) -> Result<String> {
        Ok(self
            .driver
            .current_url()
            .await
            .during("read the address")?
            .to_string())
    }

    /// Waits until the element is there and shown.
    pub async fn wait_for(&self, css: &str) -> Result<WebElement> {
        self.patiently(css, async || {
            let element = self.find(css).await?;
            Ok(self.visible(&element).await?.then_some(element))
        })
        .await
    }

    /// Waits until the element would take a click.
    pub async fn wait_enabled(&self, css: &str) -> Result<WebElement> {
        self.patiently(&format!("{css} to be enabled"), async || {
            let element = self.find(css).await?;
            let ready = element.is_enabled().await? && self.visible(&element).await?;
            Ok(ready.then_some(element))
        })
        .await
    }

    /// Waits until the element is gone.
    pub async fn wait_gone(&self, css: &str) -> Result<()> {
        self.patiently(&format!("{css} to go"), async || {
            Ok(self
                .driver
                .find_all(By::Css(css))
                .await?
                .is_empty()
                .then_some(()))
        })
        .await
    }

    /// Waits until the element's text meets a condition, and gives the text.
    pub async fn wait_text(&self, css: &str, meets: impl Fn(&str) -> bool) -> Result<String> {
        self.patiently(&format!("the text of {css}"), async || {
            let text = self.find(css).await?.prop("innerText").await?;
            Ok(text.filter(|text| meets(text)))
        })
        .await
    }

    /// Waits until an attribute of the element meets a condition, and gives it.
    pub async fn wait_attribute(
        &self,
        css: &str,
        name: &str,
        meets: impl Fn(&str) -> bool,
    ) -> Result<String> {
        self.patiently(&format!("{name} of {css}"), async || {
            let value = self.find(css).await?.attr(name).await?;
            Ok(value.filter(|value| meets(value)))
        })
        .await
    }

    /// The text of an element, as soon as it is there.
    pub async fn text(&self, css: &str) -> Result<String> {
        self.wait_text(css, |_| true).await
    }

    /// How many elements there are now.
    pub async fn count(&self, css: &str) -> Result<usize> {
        Ok(self
            .driver
            .find_all(By::Css(css))
            .await
            .during(format!("count {css}"))?
            .len())
    }

    /// Clicks, as soon as the element takes it.
    pub async fn click(&self, css: &str) -> Result<()> {
        self.wait_enabled(css).await?;
        self.tally.pressed();
        self.patiently(&format!("{css} to click"), async || {
            self.find(css).await?.click().await.map(Some)
        })
        .await
    }

    /// Types into a field, in place of what it held. What was there is typed over, as a person does it: the drivers' own
    /// "clear" changes the field without telling the page.
    pub async fn fill(&self, css: &str, text: &str) -> Result<()> {
        self.wait_for(css).await?;
        self.tally.typed();
        self.patiently(&format!("{css} to hold what is typed"), async || {
            let field = self.find(css).await?;
            field.send_keys(Key::Control + "a").await?;
            field.send_keys(Key::Backspace + text).await?;
            Ok((field.prop("value").await?.as_deref() == Some(text)).then_some(()))
        })
        .await
    }

    /// Chooses an option of a pick-list by its value.
    pub async fn choose(&self, css: &str, value: &str) -> Result<()> {
        let option = format!("{css} option[value=\"{value}\"]");
        self.wait_for(css).await?;
        self.tally.pressed();
        self.patiently(&format!("{option} to choose"), async || {
            self.find(&option).await?.click().await.map(Some)
        })
        .await
    }

    /// Presses Enter in an element.
    pub async fn enter(&self, css: &str) -> Result<()> {
        let element = self.wait_for(css).await?;
        self.tally.pressed();
        element
            .send_keys(Key::Enter + "")
            .await
            .during(format!("press Enter in {css}"))
    }

    /// Presses keys in an element, one after the other.
    pub async fn press(&self, css: &str, keys: &str) -> Result<()> {
        let element = self.wait_for(css).await?;
        let pressed = element.send_keys(keys).await;
        pressed.during(format!("press a key in {css}"))
    }

    /// What a field holds, as soon as it is there.
    pub async fn value(&self, css: &str) -> Result<String> {
        self.patiently(&format!("the value of {css}"), async || {
            self.find(css).await?.prop("value").await
        })
        .await
    }

    /// Takes the mouse to the upper left corner, where nothing answers to it.
    pub async fn point_away(&self) -> Result<()> {
        // By two moves: a driver that remembers the corner from the last time sends nothing for one.
        let away = self.driver.action_chain().move_to(2, 2).move_to(1, 1);
        away.perform().await.during("move the mouse away")
    }

    /// Makes the window so large, and waits until its page is.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let asked = self.driver.set_window_rect(0, 0, width, height).await;
        asked.during("make the window larger or smaller")?;
        self.patiently("the window's new size", async || {
            Ok((self.size_now().await? == (width, height)).then_some(()))
        })
        .await
    }

    /// How large the page is, in CSS pixels.
    pub async fn size(&self) -> Result<(u32, u32)> {
        self.size_now().await.during("size of the window")
    }

    async fn size_now(&self) -> WebDriverResult<(u32, u32)> {
        let script = "return [innerWidth, innerHeight]";
        self.driver.execute(script, Vec::new()).await?.convert()
    }

    /// Runs a script in the page and gives what it returns.
    pub async fn run(&self, script: &str) -> Result<serde_json::Value> {
        let answer = self
            .driver
            .execute(script, Vec::new())
            .await
            .during("run a script")?;
        Ok(answer.json().clone())
    }

    /// Runs a script that ends by calling its last argument, and gives what it calls it with.
    pub async fn run_long(&self, script: &str) -> Result<serde_json::Value> {
        let answer = self.driver.execute_async(script, Vec::new()).await;
        Ok(answer.during("run a long script")?.json().clone())
    }

    /// Waits until what moves has come to rest and is painted. Endless movements, such as a waiting sign, go on. After five
    /// seconds it is enough: a window behind another one may not be painted at all.
    pub async fn settle(&self) -> Result<()> {
        let script = r"
            const done = arguments[arguments.length - 1]
            const passing = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity)
            const painted = new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))
            const rest = Promise.allSettled(passing.map(({ finished }) => finished)).then(() => painted)
            const patience = new Promise(resolve => setTimeout(resolve, 5000))
            Promise.race([rest, patience]).then(() => done(null))";
        self.run_long(script).await.map(drop)
    }

    /// All of the document as it is now, with what the fields hold.
    pub async fn document(&self) -> Result<String> {
        let fields = "return [...document.querySelectorAll('input,textarea')].map(field => field.value).join('\\n')";
        let fields = self.run(fields).await?;
        let source = self.driver.source().await.during("read the document")?;
        Ok(format!("{source}\n{}", fields.as_str().unwrap_or_default()))
    }

    /// Saves a picture.
    pub async fn picture(&self, file: &Path) -> Result<()> {
        self.driver
            .screenshot(file)
            .await
            .during(format!("picture {}", file.display()))
    }

    /// Lets the session go without a word to its driver, which ends anyway: the driver of a killed app, or of a failing
    /// test, would be waited for two minutes.
    pub(crate) fn let_go(&self) {
        // Refused where the session is closed already, and then there is nothing to let go.
        let _ = self.driver.clone().leak();
    }

    /// Closes the session.
    pub async fn quit(self) -> Result<()> {
        self.driver.quit().await.during("close the browser")
    }

    /// Repeats `look` until it finds something. A refused command counts as "not yet": elements come and go while a page
    /// renders. When patience ends, the error names what the page showed instead.
    async fn patiently<T>(
        &self,
        what: &str,
        look: impl AsyncFn() -> WebDriverResult<Option<T>>,
    ) -> Result<T> {
        let began = Instant::now();
        loop {
            let refused = match look().await {
                Ok(Some(found)) => return Ok(found),
                Ok(None) => None,
                Err(error) => Some(error),
            };
            if began.elapsed() > PATIENCE {
                return Err(Error::NotSeen {
                    what: what.to_owned(),
                    seconds: PATIENCE.as_secs(),
                    instead: self.shown(refused).await,
                });
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn find(&self, css: &str) -> WebDriverResult<WebElement> {
        self.driver.find(By::Css(css)).await
    }

    /// Whether the element takes part in what is painted. Asked of the page itself: the drivers' own word for "displayed"
    /// is no for what lies in a scrolled and layered box, the grid's cells for one; their word for "text" likewise.
    async fn visible(&self, element: &WebElement) -> WebDriverResult<bool> {
        let script = "return arguments[0].checkVisibility({ visibilityProperty: true })";
        let answer = self
            .driver
            .execute(script, vec![element.to_json()?])
            .await?;
        Ok(answer.json().as_bool() == Some(true))
    }

    async fn shown(&self, refused: Option<thirtyfour::error::WebDriverError>) -> String {
        let text = match self.driver.find(By::Tag("body")).await {
            Ok(body) => body
                .prop("innerText")
                .await
                .ok()
                .flatten()
                .unwrap_or_default(),
            Err(error) => format!("(no page: {error})"),
        };
        // The driver's word without the addresses of its own stack.
        let word = refused.map(|error| error.to_string()).unwrap_or_default();
        let word = word
            .lines()
            .take_while(|line| !line.contains("Stacktrace"))
            .collect::<Vec<_>>()
            .join("\n");
        format!("the page showed:\n{text}\nthe driver's last word: {word}")
    }
}
