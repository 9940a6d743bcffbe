//! The types of the rules of proposals: what is put to the vote, votes, and how voting ends.

use async_graphql::{ID, SimpleObject};

use super::Said;
use super::define::rule_types;
use crate::schema::scalars::DateTime;

rule_types! {
    /// There are fewer than 2 or more than 100 options.
    OptionCount {
        /// How many there are.
        options: u32,
    }
    /// Two options have the same words.
    OptionsAlike {
        /// The number of the first of them.
        first: u8,
        /// The number of the second.
        second: u8,
    }
    /// A vote cannot name so few or so many of the options.
    ChoiceBounds {
        /// The fewest that a vote was to name; at least 1 is allowed.
        min: u8,
        /// The most that a vote was to name; at most all options are allowed.
        max: u8,
        /// How many options there are.
        options: u8,
    }
    /// Scores cannot have these bounds: between -1,000 and 1,000, the lesser first.
    ScoreBounds {
        /// The lowest score.
        min: i32,
        /// The highest score.
        max: i32,
    }
    /// A vote cannot have so many points: between 1 and 1,000.
    BudgetOutOfBounds {
        /// How many points a vote was to have.
        budget: u32,
    }
    /// A vote cannot be held to rank so few or so many of the options.
    RankBounds {
        /// The fewest that a vote was to rank; between 1 and all options are allowed.
        min: u8,
        /// How many options there are.
        options: u8,
    }
    /// There cannot be so few or so many seats.
    SeatsOutOfBounds {
        /// How many seats were to be filled; between 1 and all options are allowed.
        seats: u8,
        /// How many options there are.
        options: u8,
    }
    /// Nobody would have to be in: a target is at least 1.
    TargetOutOfBounds {
        /// How many were to be in.
        target: u32,
    }
    /// The quorum is not between 1 and 100 percent.
    QuorumOutOfBounds {
        /// The percentage.
        percent: u8,
    }
    /// The threshold is not between 1 and 100 percent.
    ThresholdOutOfBounds {
        /// The percentage.
        percent: u8,
    }
    /// The method does not take this decision rule: `CONSENT` takes all of them, `CHOOSE` a
    /// threshold, and the other methods a quorum only.
    RuleNotForMethod {}
    /// The method does not take reasons in this way: they can be required to disagree only where
    /// votes agree or disagree, and in `ASK` everybody gives one.
    ReasonsNotForMethod {}
    /// The electorate names nobody, or more than 10,000 people.
    NamedCount {
        /// How many people are named.
        named: u32,
    }
    /// The electorate names somebody who is neither a member of the group nor a guest of the
    /// discussion, or whom you may not see.
    NamedNotMember {
        /// Who.
        person: ID,
    }
    /// Voting was to begin in the past.
    OpensInPast {
        /// When it was to begin.
        opens_at: DateTime,
        /// The server's time.
        now: DateTime,
    }
    /// Voting was to end in the past, or before it begins.
    ClosesTooEarly {
        /// When it was to end.
        closes_at: DateTime,
        /// It must end later than this.
        after: DateTime,
    }
    /// Voting was to end more than two years from now.
    ClosesTooLate {
        /// When it was to end.
        closes_at: DateTime,
        /// The latest time allowed.
        at_most: DateTime,
    }

    /// The discussion no longer admits the proposal: try again.
    NotAdmitted {}
    /// The discussion was in another group when the proposal was raised, and its electorate is
    /// there: raise another.
    RaisedElsewhere {}
    /// Somebody has voted: only the reminder changes now.
    Frozen {}
    /// Nobody has voted yet: edit the proposal instead.
    NotFrozen {}
    /// Results can only be shown later than they are, not earlier.
    ResultsLoosened {}
    /// Voting has not begun.
    VotingNotOpen {
        /// When it begins.
        opens_at: DateTime,
    }
    /// Voting has ended.
    VotingClosed {
        /// When it ended.
        closed_at: DateTime,
    }
    /// Voting goes on.
    VotingNotClosed {
        /// When it ends.
        closes_at: DateTime,
    }
    /// The proposal was withdrawn.
    Withdrawn {}
    /// Only people in the electorate vote.
    NotInElectorate {}
    /// The ballot is for another method than the proposal's.
    OtherMethod {}
    /// The vote names too few options.
    TooFewChoices {
        /// How many it names.
        chosen: u32,
        /// How many it must.
        at_least: u8,
    }
    /// The vote names too many options.
    TooManyChoices {
        /// How many it names.
        chosen: u32,
        /// How many it may.
        at_most: u8,
    }
    /// There is no option with this number.
    NoSuchOption {
        /// The number.
        option: u8,
        /// How many options there are, numbered from 1.
        options: u32,
    }
    /// The vote names an option twice.
    ChosenTwice {
        /// The option's number.
        option: u8,
    }
    /// The vote leaves an option out, and must say something of each.
    OptionLeftOut {
        /// The option's number.
        option: u8,
    }
    /// A score is out of bounds.
    ScoreOutOfBounds {
        /// The option's number.
        option: u8,
        /// The score.
        score: i32,
        /// The lowest allowed.
        min: i32,
        /// The highest allowed.
        max: i32,
    }
    /// The vote lays more points than it has.
    OverBudget {
        /// How many it lays.
        points: u32,
        /// How many it may.
        budget: u32,
    }
    /// "None of these" is not offered.
    NoneOfTheseNotOffered {}
    /// The proposal takes no reasons.
    ReasonNotTaken {}
    /// The vote needs a reason.
    ReasonRequired {}
    /// The closing time would leave people less than 24 hours.
    ShortNotice {
        /// When voting was to end.
        closes_at: DateTime,
        /// The earliest time allowed.
        at_least: DateTime,
    }
    /// There is no such outcome, or another has replaced it.
    OutcomeNotFound {}
    /// The outcome's review was to be in the past.
    ReviewInPast {
        /// When it was to be.
        review_at: DateTime,
        /// The server's time.
        now: DateTime,
    }
}
