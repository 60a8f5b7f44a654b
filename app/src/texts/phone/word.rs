//! The phone's fixed words: buttons, headings, short notes. A text that holds a figure or a name is a sentence, and stands
//! on the page before.

use crate::texts::Language;

/// A fixed text of the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named for what it says")]
pub enum Word {
    // Everywhere.
    Back,
    Cancel,
    Done,
    TryAgain,
    OneLess,
    OneMore,
    KeepHolding,
    HoldHint,
    Area,
    Crew,
    // The first screen.
    Start,
    StartWalk,
    OwnWalks,
    Settings,
    LogAfterwards,
    NoAreas,
    ShowNearest,
    LookingForNearest,
    PositionDenied,
    PositionFailed,
    SendNow,
    Fetch,
    Newer,
    NewerAfterWalk,
    Update,
    // The recorder.
    Night,
    Pocket,
    PocketHelp,
    HoldToOpen,
    Inside,
    Outside,
    SideUnknown,
    DeniedHelp,
    LongEnough,
    DraftBoundary,
    MayGoDark,
    Note,
    NoteTitle,
    OtherNote,
    Undo,
    HoldToEnd,
    Ending,
    EndingWaits,
    KeptInMemory,
    // A walk that was cut off.
    GoOn,
    HoldToDiscard,
    InsideSoFar,
    ClosedTimeDoesNotCount,
    Elsewhere,
    ElsewhereHelp,
    ToAreas,
    // Walks.
    SavedHelp,
    ShowWalk,
    NoWalks,
    WalkNotHere,
    NoVerdict,
    Withdrawn,
    Corrected,
    Notes,
    NoNotes,
    WhyAfterwards,
    SendAgain,
    Correct,
    CorrectAndRestore,
    Withdraw,
    // Forms.
    AfterwardsHelp,
    Date,
    From,
    To,
    WhyNotRecorded,
    SaveWalk,
    AreaMissing,
    ReasonMissing,
    SpanMissing,
    SpanEmpty,
    SpanFuture,
    CorrectTitle,
    AddNote,
    LeaveOut,
    WhyCorrect,
    SaveCorrection,
    WithdrawTitle,
    WithdrawHelp,
    WhyWithdraw,
    HoldToWithdraw,
    // Settings.
    Language,
    Face,
    FaceSystem,
    FaceLight,
    FaceDark,
    FaceNight,
    Alarms,
    AlarmShakes,
    AlarmSounds,
    Account,
    Leave,
    EndWalkFirst,
    NoNetworkNoLeaving,
    ThisPhone,
    StorageLasts,
    StorageMayBeCleared,
    // How this phone stands.
    Diagnosis,
    DiagnosisHelp,
    Looking,
    Copy,
    Copied,
    CannotCopy,
    SaveFile,
    SaveFileHelp,
    NothingToSave,
    // Logging in.
    LogIn,
    LoggingIn,
    Purpose,
    UserName,
    Password,
    LoginHelp,
    NotNow,
    WrongCredentials,
    LoginUnreachable,
    LoginBroken,
    Opening,
    // What fails.
    Incomplete,
    IncompleteReason,
    CannotOpen,
    CannotOpenHelp,
    Broken,
    BrokenHelp,
    StartAnew,
    Understood,
    FaultAlreadyRunning,
    FaultNotRunning,
    FaultFull,
    FaultEmptied,
    FaultDamaged,
    FaultFailed,
    RefusedWrongHash,
    RefusedForked,
    RefusedMalformed,
    RefusedTooLarge,
    RefusedUnknownArea,
    RefusedImpossible,
    RefusedNotYours,
    RefusedUnknownPromise,
    RefusedImpossibleActivity,
    RefusedOther,
}

impl Word {
    /// Returns the text in a language.
    pub fn say(self, language: Language) -> &'static str {
        let (swedish, english) = self.both();
        language.pick(swedish, english)
    }

    fn both(self) -> (&'static str, &'static str) {
        match self {
            Word::Back => ("Tillbaka", "Back"),
            Word::Cancel => ("Avbryt", "Cancel"),
            Word::Done => ("Klart", "Done"),
            Word::TryAgain => ("Försök igen", "Try again"),
            Word::OneLess => ("En färre", "One less"),
            Word::OneMore => ("En fler", "One more"),
            Word::KeepHolding => ("Håll kvar …", "Keep holding …"),
            Word::HoldHint => ("Håll knappen nere i en sekund.", "Hold the button down for one second."),
            Word::Area => ("Område", "Area"),
            Word::Crew => ("Antal", "People"),
            Word::Start => ("Starta", "Start"),
            Word::StartWalk => ("Starta passet", "Start the walk"),
            Word::OwnWalks => ("Mina pass", "My walks"),
            Word::Settings => ("Inställningar", "Settings"),
            Word::LogAfterwards => ("Logga pass i efterhand", "Log a walk afterwards"),
            Word::NoAreas => (
                "Områdena har inte hämtats än. Det behövs nät en gång; sedan fungerar allt utan.",
                "The areas have not been fetched yet. A network is needed once; after that all works without.",
            ),
            Word::ShowNearest => ("Visa närmaste området", "Show the nearest area"),
            Word::LookingForNearest => ("Söker närmaste området …", "Looking for the nearest area …"),
            Word::PositionDenied => (
                "Kvart får inte se telefonens position. Tillåt det i telefonens inställningar för att passet ska kunna räknas.",
                "Kvart may not see the phone's position. Allow it in the phone's settings so that a walk can count.",
            ),
            Word::PositionFailed => (
                "Telefonen vet inte var den är. Välj område i listan.",
                "The phone does not know where it is. Choose an area from the list.",
            ),
            Word::SendNow => ("Skicka nu", "Send now"),
            Word::Fetch => ("Försök nu", "Try now"),
            Word::Newer => ("En ny version av Kvart finns.", "A new version of Kvart is here."),
            Word::NewerAfterWalk => (
                "En ny version finns. Den väntar tills passet är slut.",
                "A new version is here. It waits until the walk has ended.",
            ),
            Word::Update => ("Uppdatera", "Update"),
            Word::Night => ("Natt", "Night"),
            Word::Pocket => ("Ficka", "Pocket"),
            Word::PocketHelp => (
                "Passet spelas in. Skärmen är på men tar inte emot beröring.",
                "The walk is being recorded. The screen is on but takes no touch.",
            ),
            Word::HoldToOpen => ("Håll för att låsa upp", "Hold to unlock"),
            Word::Inside => ("Inne i området", "Inside the area"),
            Word::Outside => ("Utanför området", "Outside the area"),
            Word::SideUnknown => ("Vet inte var du är", "Does not know where you are"),
            Word::DeniedHelp => (
                "Kvart får inte se var du är: tiden räknas inte. Tillåt position i telefonens inställningar.",
                "Kvart may not see where you are: the time does not count. Allow positions in the phone's settings.",
            ),
            Word::LongEnough => ("Tillräckligt", "Long enough"),
            Word::DraftBoundary => {
                ("Gränsen är ett utkast att bekräfta.", "The boundary is a draft to be confirmed.")
            }
            Word::MayGoDark => (
                "Skärmen kan slockna. Rör den ibland: släckt ger den inga positioner.",
                "The screen may go dark. Touch it now and then: dark, it gives no positions.",
            ),
            Word::Note => ("Notera", "Note"),
            Word::NoteTitle => ("Vad såg du?", "What did you see?"),
            Word::OtherNote => (
                "Några ord om platsen (aldrig om en person)",
                "A few words about the place (never about a person)",
            ),
            Word::Undo => ("Ångra", "Undo"),
            Word::HoldToEnd => ("Håll för att avsluta", "Hold to end"),
            Word::Ending => ("Tar sista positionen …", "Taking the last position …"),
            Word::KeptInMemory => (
                "Det nya sparas när det går. Stäng inte Kvart.",
                "What is new is saved once it can be. Do not close Kvart.",
            ),
            Word::EndingWaits => ("Avslutas när det går att spara", "Ends once it can be saved"),
            Word::GoOn => ("Fortsätt passet", "Go on with the walk"),
            Word::HoldToDiscard => ("Håll för att kasta passet", "Hold to throw the walk away"),
            Word::InsideSoFar => ("i området hittills", "in the area so far"),
            Word::ClosedTimeDoesNotCount => (
                "Tiden då appen var stängd räknas inte.",
                "The time while the app was closed does not count.",
            ),
            Word::Elsewhere => ("Passet pågår i ett annat fönster", "The walk is running in another window"),
            Word::ElsewhereHelp => (
                "Kvart är öppet mer än en gång på den här telefonen. Gå till det fönster där passet startades, eller stäng det: då kan du fortsätta här.",
                "Kvart is open more than once on this phone. Go to the window where the walk was started, or close it: then you can go on here.",
            ),
            Word::ToAreas => ("Till områdena", "To the areas"),
            Word::SavedHelp => (
                "Sparat på telefonen. Skickas när det finns nät.",
                "Saved on the phone. Sent when there is a network.",
            ),
            Word::ShowWalk => ("Visa passet", "Show the walk"),
            Word::NoWalks => (
                "Inga pass än. Här kommer varje pass du går, och var det finns.",
                "No walks yet. Every walk you make comes here, with where it is.",
            ),
            Word::WalkNotHere => {
                ("Passet finns inte på den här telefonen.", "The walk is not on this phone.")
            }
            Word::NoVerdict => (
                "Ingen bedömning: telefonen känner inte till området.",
                "No verdict: this phone does not know the area.",
            ),
            Word::Withdrawn => ("Taget tillbaka", "Withdrawn"),
            Word::Corrected => ("Rättat", "Corrected"),
            Word::Notes => ("Noterat", "Noted"),
            Word::NoNotes => ("Inget noterat.", "Nothing noted."),
            Word::WhyAfterwards => ("Loggat i efterhand", "Logged afterwards"),
            Word::SendAgain => ("Skicka igen", "Send again"),
            Word::Correct => ("Rätta", "Correct"),
            Word::CorrectAndRestore => ("Rätta och låt gälla", "Correct and let it stand"),
            Word::Withdraw => ("Ta tillbaka", "Withdraw"),
            Word::AfterwardsHelp => (
                "Passet blir overifierat: ingen position styrker det.",
                "The walk will be unverified: no position supports it.",
            ),
            Word::Date => ("Datum", "Date"),
            Word::From => ("Från", "From"),
            Word::To => ("Till", "To"),
            Word::WhyNotRecorded => ("Varför spelades det inte in?", "Why was it not recorded?"),
            Word::SaveWalk => ("Spara passet", "Save the walk"),
            Word::AreaMissing => ("Välj ett område.", "Choose an area."),
            Word::ReasonMissing => ("Skriv varför, med några ord.", "Say why, in a few words."),
            Word::SpanMissing => ("Fyll i datum, från och till.", "Fill in date, from and to."),
            Word::SpanEmpty => (
                "Passet slutar när det börjar. Ändra en av tiderna.",
                "The walk ends when it begins. Change one of the times.",
            ),
            Word::SpanFuture => (
                "Passet slutar i framtiden. Ändra datum eller tid.",
                "The walk ends in the future. Change the date or a time.",
            ),
            Word::CorrectTitle => ("Rätta passet", "Correct the walk"),
            Word::AddNote => ("Lägg till", "Add"),
            Word::LeaveOut => ("Ta bort", "Remove"),
            Word::WhyCorrect => ("Varför rättar du?", "Why do you correct it?"),
            Word::SaveCorrection => ("Spara rättelsen", "Save the correction"),
            Word::WithdrawTitle => ("Ta tillbaka passet", "Withdraw the walk"),
            Word::WithdrawHelp => (
                "Passet räknas inte längre, men det och ditt skäl finns kvar.",
                "The walk will no longer count, but it and your reason are kept.",
            ),
            Word::WhyWithdraw => ("Varför tar du tillbaka det?", "Why do you withdraw it?"),
            Word::HoldToWithdraw => ("Håll för att ta tillbaka", "Hold to withdraw"),
            Word::Language => ("Språk", "Language"),
            Word::Face => ("Färger", "Colours"),
            Word::FaceSystem => ("Som telefonen", "As the phone"),
            Word::FaceLight => ("Ljus", "Light"),
            Word::FaceDark => ("Mörk", "Dark"),
            Word::FaceNight => ("Natt", "Night"),
            Word::Alarms => ("Signaler under passet", "Signals during the walk"),
            Word::AlarmShakes => ("Vibrera", "Vibrate"),
            Word::AlarmSounds => ("Vibrera och ljud", "Vibrate and sound"),
            Word::Account => ("Användare", "User"),
            Word::Leave => ("Byt användare", "Change user"),
            Word::EndWalkFirst => ("Avsluta passet först.", "End the walk first."),
            Word::NoNetworkNoLeaving => (
                "Inget svar från servern. Utan nät kan ingen annan logga in, så du är kvar.",
                "No answer from the server. Without a network nobody else can log in, so you stay.",
            ),
            Word::ThisPhone => ("Den här telefonen", "This phone"),
            Word::StorageLasts => (
                "Telefonen lovar att behålla det som är sparat.",
                "The phone promises to keep what is saved.",
            ),
            Word::StorageMayBeCleared => (
                "Webbläsaren kan rensa det som är sparat om platsen tar slut. Lägg Kvart på hemskärmen för att vara säker.",
                "The browser may clear what is saved when space runs out. Put Kvart on the home screen to be safe.",
            ),
            Word::Diagnosis => ("Felsökning", "Troubleshooting"),
            Word::DiagnosisHelp => (
                "Läs upp det här i telefon, eller kopiera det, för den som hjälper dig.",
                "Read this out over the telephone, or copy it, to whoever helps you.",
            ),
            Word::Looking => ("Ser efter …", "Looking …"),
            Word::Copy => ("Kopiera som text", "Copy as text"),
            Word::Copied => ("Kopierat.", "Copied."),
            Word::CannotCopy => (
                "Telefonen lät inte texten kopieras. Läs upp den i stället.",
                "The phone did not let the text be copied. Read it out instead.",
            ),
            Word::SaveFile => ("Spara osända pass i en fil", "Save unsent walks to a file"),
            Word::SaveFileHelp => (
                "Lämna filen till den som sköter Kvart hos er om telefonen inte kan skicka. Filen visar var du har gått. Inget tas bort från telefonen.",
                "Hand the file to whoever looks after Kvart where you work if the phone cannot send. The file shows where you have walked. Nothing is taken off the phone.",
            ),
            Word::NothingToSave => {
                ("Inget att spara: servern har allt.", "Nothing to save: the server has it all.")
            }
            Word::LogIn => ("Logga in", "Log in"),
            Word::LoggingIn => ("Loggar in …", "Logging in …"),
            Word::Purpose => ("Femton minuter till fots", "Fifteen minutes on foot"),
            Word::UserName => ("Användarnamn", "User name"),
            Word::Password => ("Lösenord", "Password"),
            Word::LoginHelp => (
                "Det behövs nät för att logga in. Sedan fungerar Kvart utan.",
                "Logging in needs a network. After that Kvart works without.",
            ),
            Word::NotNow => ("Inte nu", "Not now"),
            Word::WrongCredentials => (
                "Namnet och lösenordet hör inte ihop. Skriv båda en gång till.",
                "The name and the password do not belong together. Type both once more.",
            ),
            Word::LoginUnreachable => (
                "Inget svar från servern. Det behövs nät för att logga in.",
                "No answer from the server. Logging in needs a network.",
            ),
            Word::LoginBroken => (
                "Servern svarar inte som den ska. Försök igen om en stund.",
                "The server does not answer as it should. Try again in a while.",
            ),
            Word::Opening => ("Kvart öppnas …", "Kvart is opening …"),
            Word::Incomplete => ("Hela Kvart kom inte fram", "Not all of Kvart arrived"),
            Word::IncompleteReason => (
                "En del av appen kunde inte hämtas. Se efter att det finns nät och försök igen.",
                "A part of the app could not be fetched. See that there is a network and try again.",
            ),
            Word::CannotOpen => ("Kvart kan inte öppna det som är sparat", "Kvart cannot open what is saved"),
            Word::CannotOpenHelp => (
                "Inget har raderats. Stäng andra fönster med Kvart och försök igen. Hjälper det inte: berätta för den som sköter Kvart hos er.",
                "Nothing was deleted. Close other windows with Kvart and try again. If that does not help, tell whoever looks after Kvart where you work.",
            ),
            Word::Broken => ("Kvart har stannat", "Kvart has stopped"),
            Word::BrokenHelp => (
                "Något gick fel i programmet. Det som är sparat är säkert, också ett pågående pass.",
                "Something went wrong in the program. What is saved is safe, a running walk too.",
            ),
            Word::Understood => ("Jag har läst det", "I have read it"),
            Word::StartAnew => ("Starta om", "Start again"),
            Word::FaultAlreadyRunning => {
                ("Ett pass pågår redan i ett annat fönster.", "A walk is already running in another window.")
            }
            Word::FaultNotRunning => (
                "Passet har redan avslutats i ett annat fönster.",
                "The walk has already been ended in another window.",
            ),
            Word::FaultFull => (
                "Telefonens minne är fullt. Det som redan är sparat är säkert. Frigör plats: Kvart försöker igen hela tiden.",
                "The phone's storage is full. What is already saved is safe. Free some space: Kvart keeps trying.",
            ),
            Word::FaultEmptied => (
                "Webbläsaren har tömt telefonens lagring. Starta om Kvart: det som går att hämta tillbaka hämtas.",
                "The browser has emptied the phone's storage. Start Kvart again: what can be brought back is.",
            ),
            Word::FaultDamaged => (
                "Något av det som är sparat går inte att läsa. Resten är säkert. Berätta för den som sköter Kvart hos er.",
                "Some of what is saved cannot be read. The rest is safe. Tell whoever looks after Kvart where you work.",
            ),
            Word::FaultFailed => (
                "Telefonens lagring svarar inte. Det som redan är sparat är säkert. Kvart försöker igen.",
                "The phone's storage does not answer. What is already saved is safe. Kvart tries again.",
            ),
            Word::RefusedWrongHash => {
                ("Det skadades på vägen. Skicka igen.", "It was damaged on the way. Send it again.")
            }
            Word::RefusedForked => (
                "Servern har redan något annat på den platsen: telefonen kan ha återställts. Be gruppchefen ta med det, och skicka sedan igen.",
                "The server already holds something else at that place: the phone may have been restored. Ask your supervisor to take it, then send it again.",
            ),
            Word::RefusedMalformed => (
                "Servern kan inte läsa det. Skicka igen när Kvart har uppdaterats.",
                "The server cannot read it. Send it again once Kvart has been updated.",
            ),
            Word::RefusedTooLarge => (
                "Det är större än servern tar emot. Berätta för gruppchefen.",
                "It is larger than the server takes. Tell your supervisor.",
            ),
            Word::RefusedUnknownArea => (
                "Servern känner inte till området. Rätta området.",
                "The server does not know the area. Correct the area.",
            ),
            Word::RefusedImpossible => (
                "Tid eller antal går inte ihop. Rätta uppgifterna.",
                "Times or people do not add up. Correct the details.",
            ),
            Word::RefusedNotYours => (
                "Det hör till någon annan. Berätta för gruppchefen.",
                "It belongs to somebody else. Tell your supervisor.",
            ),
            Word::RefusedUnknownPromise => (
                "Servern känner inte till löftet. Rätta löftet.",
                "The server does not know the promise. Correct the promise.",
            ),
            Word::RefusedImpossibleActivity => {
                ("Uppgifterna går inte ihop. Rätta dem.", "The details do not add up. Correct them.")
            }
            Word::RefusedOther => (
                "Skälet är nytt för den här versionen. Uppdatera Kvart och skicka igen.",
                "The reason is new to this version. Update Kvart and send it again.",
            ),
        }
    }
}
