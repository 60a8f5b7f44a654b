//! The promise that Kvart was made for, as an example to begin from: Huddinge's of 2023–2024, each promise in the document's
//! own words. It never says how it went: nothing of it is public until somebody says so.

use domain::day::Day;
use domain::id::{AreaId, PeriodId, PromiseId};
use domain::promise::{Each, Evidence, Promise, PromisePeriod, Responsible, Target, Theme, Within, Wording};

use crate::areas;
use crate::edge;

/// One promise as the document gives it.
struct Given {
    name: [&'static str; 2],
    words: [&'static str; 2],
    responsible: Responsible,
    theme: Theme,
    target: Target,
    evidence: Evidence,
}

const fn times(n: u32, each: Each) -> Target {
    Target::Times { n, each }
}

/// Returns the period 2023–2024. `makes_ids` gives each promise its id.
pub(crate) fn of_2023(mut makes_ids: impl FnMut() -> PromiseId) -> PromisePeriod {
    let promises = GIVEN.iter().map(|given| promise(given, makes_ids())).collect();
    PromisePeriod {
        id: "2023-2024".parse::<PeriodId>().expect("digits and a hyphen"),
        name: Wording {
            sv: "Medborgarlöften 2023–2024".into(), en: "Citizen promises 2023–2024".into()
        },
        first: day(2023, 1, 1),
        last: day(2024, 12, 31),
        is_public: false,
        promises,
    }
}

/// Makes a new random id for a promise.
pub(crate) fn new_promise_id() -> PromiseId {
    PromiseId(edge::new_id())
}

fn promise(given: &Given, id: PromiseId) -> Promise {
    let wording = |[sv, en]: [&str; 2]| Wording { sv: sv.to_owned(), en: en.to_owned() };
    let is_patrol = given.evidence == Evidence::CountedWalks;
    let areas: Vec<AreaId> = if is_patrol { areas::ids() } else { Vec::new() };
    // "Under året": of the two years it is the first.
    let is_of_first_year = given.theme == Theme::CloseRelations && given.target != Target::Ongoing;
    let within = is_of_first_year.then(|| Within { first: day(2023, 1, 1), last: day(2023, 12, 31) });
    Promise {
        id,
        name: wording(given.name),
        words: wording(given.words),
        responsible: given.responsible,
        theme: given.theme,
        target: given.target,
        evidence: given.evidence,
        areas,
        within,
    }
}

fn day(year: i32, month: u8, day: u8) -> Day {
    Day::new(year, month, day).expect("a day of the calendar")
}

const GIVEN: [Given; 11] = [
    Given {
        name: ["Trygghetsdialoger", "Safety dialogues"],
        words: [
            "Gemensamt ska Huddinge kommun och Polisen genomföra fem trygghetsdialoger i prioriterade kommundelar. Andra \
             samverkansparter ska bjudas in att delta.",
            "Huddinge municipality and the police will together hold five safety dialogues in prioritised parts of the \
             municipality. Other partners are to be invited to take part.",
        ],
        responsible: Responsible::Both,
        theme: Theme::PublicPlaces,
        target: times(5, Each::Period),
        evidence: Evidence::Activities,
    },
    Given {
        name: ["Fotpatrull", "Foot patrol"],
        words: [
            "Polisen kommer bedriva fotpatrull genom 15-minutersmetoden minst en gång i veckan i Flemingsberg C, Skogås C, \
             Huddinge C och Vårby C med syfte att ha en synlig och trygghetsskapande närvaro.",
            "The police will patrol on foot by the 15-minute method at least once a week in Flemingsberg C, Skogås C, \
             Huddinge C and Vårby C, so as to be present, visible and reassuring.",
        ],
        responsible: Responsible::Police,
        theme: Theme::PublicPlaces,
        target: times(1, Each::WeekAndArea),
        evidence: Evidence::CountedWalks,
    },
    Given {
        name: ["Avhopparverksamhet", "Exit programme"],
        words: [
            "I samverkan ska vi arbeta för att hjälpa personer i de kriminella miljöerna att ändra sitt levnadsmönster genom \
             gemensam avhopparverksamhet.",
            "Together we will help people in criminal circles to change their way of life by a joint exit programme.",
        ],
        responsible: Responsible::Both,
        theme: Theme::GangCrime,
        target: Target::Ongoing,
        evidence: Evidence::Activities,
    },
    Given {
        name: ["Träffar på skolor", "Meetings at schools"],
        words: [
            "Vi ska genomföra två träffar per termin på skolor, i syfte att sprida information om riskbeteenden och öka \
             kunskapen så att nyrekryteringen av unga till kriminalitet ska minska.",
            "We will hold two meetings each term at schools, to inform about risk behaviour and to spread knowledge, so that \
             fewer young people are recruited to crime.",
        ],
        responsible: Responsible::Both,
        theme: Theme::GangCrime,
        target: times(2, Each::Term),
        evidence: Evidence::Activities,
    },
    Given {
        name: ["Föreläsningar", "Lectures"],
        words: [
            "Vi kommer att genomföra kunskapshöjande föreläsning riktad till föräldrar och personal i verksamheter som möter \
             unga, två gånger per år (fysiskt eller digitalt).",
            "We will hold a lecture for parents and for staff who meet young people, twice a year (on site or online).",
        ],
        responsible: Responsible::Both,
        theme: Theme::Andts,
        target: times(2, Each::Year),
        evidence: Evidence::Activities,
    },
    Given {
        name: ["Tillsynsbesök", "Inspections"],
        words: [
            "Huddinge kommun ska genomföra 10 tillsynsbesök på krogar och restauranger i samverkan med andra aktörer.",
            "Huddinge municipality will inspect pubs and restaurants 10 times, together with others.",
        ],
        responsible: Responsible::Municipality,
        theme: Theme::Andts,
        target: times(10, Each::Period),
        evidence: Evidence::Activities,
    },
    Given {
        name: ["Dopinginsatser", "Efforts against doping"],
        words: [
            "Vi kommer att genomföra dopinginsatser i samverkan för att motverka doping i våra gymmiljöer - polisiära besök på \
             gymmen i kombination med kommunala informationsmöten och träffar med kommunens gymägare.",
            "Together we will work against doping at our gyms: visits by the police, combined with the municipality's \
             information meetings and talks with those who own the gyms.",
        ],
        responsible: Responsible::Both,
        theme: Theme::Andts,
        target: Target::Ongoing,
        evidence: Evidence::Activities,
    },
    Given {
        name: ["Kontaktförbud", "Contact bans"],
        words: [
            "Polisen ska ha regelbunden kontakt med de som ansökt om och beviljats kontaktförbud för stöd i vardagen.",
            "The police will keep regular contact with those who have applied for a contact ban and been granted one, to \
             support them in everyday life.",
        ],
        responsible: Responsible::Police,
        theme: Theme::CloseRelations,
        target: Target::Ongoing,
        evidence: Evidence::Activities,
    },
    Given {
        name: ["Informationsmaterial", "Information material"],
        words: [
            "Kommunen ska under året ta fram informationsmaterial för att alla aktörer ska kunna hänvisa våldsutsatta och \
             våldsutövare till rätt hjälpinstans, i syfte att hindra fortsatt brottslighet i hemmen. Samtliga aktörer kommer \
             hjälpa till att sprida materialet när det är klart.",
            "During the year the municipality will make information material, so that everybody can direct those who suffer \
             violence, and those who use it, to the right help, to prevent further crime at home. All will help to spread \
             it once it is ready.",
        ],
        responsible: Responsible::Municipality,
        theme: Theme::CloseRelations,
        target: times(1, Each::Period),
        evidence: Evidence::Activities,
    },
    Given {
        name: ["Uppföljning", "Follow-up"],
        words: [
            "Medborgarlöftena följs kontinuerligt upp av parterna under året. Minst tre gånger under året kommer vi att följa \
             upp hur det går för oss. Informationen kommer att synas på respektive organisations sociala mediekanaler \
             och/eller hemsidor.",
            "The parties follow the promises up through the year. At least three times a year we will follow up how it goes \
             for us. It will be seen on each organisation's social media and/or website.",
        ],
        responsible: Responsible::Both,
        theme: Theme::Account,
        target: times(3, Each::Year),
        evidence: Evidence::FollowUps,
    },
    Given {
        name: ["Utvärdering", "Evaluation"],
        words: [
            "I slutet av året kommer parterna att tillsammans utvärdera medborgarlöftena. Vi kommer då att följa upp om vi har \
             lyckats hålla vad vi lovat och i de fall det är möjligt analysera om aktiviteterna har haft effekt på tryggheten \
             och/eller brottsligheten.",
            "At the end of the year the parties will evaluate the promises together. We will then see whether we have kept \
             what we promised and, where possible, analyse whether what was done has had an effect on safety and/or crime.",
        ],
        responsible: Responsible::Both,
        theme: Theme::Account,
        target: times(1, Each::Year),
        evidence: Evidence::Evaluations,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use domain::due::stretches;

    #[test]
    fn every_promise_can_be_and_asks_for_what_the_document_says() {
        let mut n = 0;
        let period = of_2023(|| {
            n += 1;
            PromiseId(uuid::Uuid::from_u128(n))
        });
        let areas = areas::ids();
        let due = |promise: &Promise| {
            assert_eq!(promise.check(&period, |area| areas.contains(area)), [], "{}", promise.name.sv);
            stretches(promise, &period).iter().map(|stretch| stretch.n).sum::<u32>()
        };
        let due: Vec<u32> = period.promises.iter().map(due).collect();
        assert_eq!(due, [5, 416, 0, 8, 4, 10, 0, 0, 1, 6, 2]);
    }
}
