//! Completions and manual pages, made of the words.

use clap::CommandFactory as _;
use clap_complete::Shell;
use headwater_engine::Fault;

use crate::words::Arguments;

/// The completion script of a shell.
pub(crate) fn completions(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "headwater", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// The manual page of the program, or of a command.
///
/// # Errors
/// There is no such command.
pub(crate) fn man(command: Option<&str>) -> Result<String, Fault> {
    let mut all = Arguments::command();
    all.build();
    let page = match command {
        None => all,
        Some(name) => all
            .find_subcommand(name)
            .cloned()
            .ok_or_else(|| Fault::unknown("command", name))?,
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// The words are well formed, by clap's own rules.
    #[test]
    fn words_are_well_formed() {
        Arguments::command().debug_assert();
    }

    /// The manual page names every command, and every command has its own with all its options.
    #[test]
    fn manual_pages_name_every_command_and_option() {
        let plain = |page: String| page.replace('\\', "");
        let whole = plain(man(None).unwrap());
        assert!(whole.contains("Exit codes"), "{whole}");
        let commands = Arguments::command();
        for command in commands.get_subcommands() {
            let name = command.get_name();
            assert!(
                whole.contains(&format!("headwater-{name}")),
                "{name} is missing"
            );
            let page = plain(man(Some(name)).unwrap());
            for option in command.get_arguments().filter_map(|one| one.get_long()) {
                assert!(page.contains(&format!("--{option}")), "{name}: --{option}");
            }
        }
        assert!(man(Some("no-such-command")).is_err());
    }

    /// Each shell gets a script that knows the commands.
    #[test]
    fn completions_know_the_commands() {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell] {
            let script = completions(shell);
            assert!(
                script.contains("reconnect") && script.contains("reauth"),
                "{shell}"
            );
        }
    }
}
