//! `kvart account add | passwd | disable | list`. It never deletes an account: what it told stays, and so does who told it.

use clap::{Args, Subcommand, ValueEnum};
use domain::id::AccountId;
use store::{AccountRow, NewAccount};
use sync::wire::Role;

use crate::account::{AccountName, NewPassword, ShownName};
use crate::command::{CommandError, say, secret};
use crate::config::DataOptions;
use crate::edge;
use crate::password;

/// What is to be done with an account.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make an account. The password is asked for, or read as one line from standard input.
    Add(NewAccountOptions),
    /// Give an account a new password and end its sessions. The password is asked for, or read from standard input.
    Passwd(NamedAccount),
    /// Close an account: it cannot log in again, its sessions end, its walks stay.
    Disable(NamedAccount),
    /// List all accounts.
    List(DataOptions),
}

/// Who is to be added.
#[derive(Args, Debug)]
pub struct NewAccountOptions {
    /// The name to log in with.
    name: String,
    /// The name to be shown, such as "Polis 1".
    #[arg(long)]
    shown_as: String,
    /// What the account may do.
    #[arg(long, value_enum)]
    role: RoleName,
    #[command(flatten)]
    data: DataOptions,
}

/// Which account.
#[derive(Args, Debug)]
pub struct NamedAccount {
    /// The name to log in with.
    name: String,
    #[command(flatten)]
    data: DataOptions,
}

/// A role as the command line names it.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum RoleName {
    /// Records walks and sees coverage and own walks.
    Officer,
    /// Sees everybody's walks as well.
    Supervisor,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Role {
        match name {
            RoleName::Officer => Role::Officer,
            RoleName::Supervisor => Role::Supervisor,
        }
    }
}

pub(super) async fn run(command: Command) -> Result<(), CommandError> {
    match command {
        Command::Add(options) => add(options).await,
        Command::Passwd(named) => passwd(named).await,
        Command::Disable(named) => disable(named).await,
        Command::List(data) => list(data).await,
    }
}

async fn add(options: NewAccountOptions) -> Result<(), CommandError> {
    // What is typed wrongly is said before a password is asked for.
    let name = AccountName::parse(&options.name)?;
    let shown_as = ShownName::parse(&options.shown_as)?;
    let store = options.data.open(edge::now())?;
    let password = NewPassword::parse(&secret::ask_new()?)?;
    let account = NewAccount {
        id: AccountId(edge::new_id()),
        name: name.as_str().to_owned(),
        shown_as: shown_as.as_str().to_owned(),
        role: options.role.into(),
        password_hash: password::hash(&password),
    };
    store.add_account(account, edge::now()).await?;
    store.close().await?;
    say(format_args!("{name} can log in now"));
    Ok(())
}

async fn passwd(NamedAccount { name, data }: NamedAccount) -> Result<(), CommandError> {
    let name = AccountName::parse(&name)?;
    let store = data.open(edge::now())?;
    let password = NewPassword::parse(&secret::ask_new()?)?;
    store.set_password_hash(name.as_str(), password::hash(&password), edge::now()).await?;
    let n_ended = store.close_sessions_of(name.as_str()).await?;
    store.close().await?;
    say(format_args!("{name} has a new password; sessions ended: {n_ended}"));
    Ok(())
}

async fn disable(NamedAccount { name, data }: NamedAccount) -> Result<(), CommandError> {
    let name = AccountName::parse(&name)?;
    let store = data.open(edge::now())?;
    store.disable_account(name.as_str(), edge::now()).await?;
    store.close().await?;
    say(format_args!("{name} can no longer log in"));
    Ok(())
}

async fn list(data: DataOptions) -> Result<(), CommandError> {
    let store = data.open(edge::now())?;
    for AccountRow { account, disabled } in store.accounts().await? {
        let role = match account.role {
            Role::Officer => "officer",
            Role::Supervisor => "supervisor",
        };
        let closed = if disabled.is_some() { "  closed" } else { "" };
        say(format_args!("{:<20} {:<10}  {}{closed}", account.name, role, account.shown_as));
    }
    Ok(store.close().await?)
}
