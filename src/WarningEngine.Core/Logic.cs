namespace WarningEngine.Core;

/// <summary>The meaning of what Core computes.</summary>
public static class Logic
{
    /// <summary>Raised whenever the same log gives another state or other decisions than before. An owner that resumes after a
    /// crash with what another version left counts and logs it: what it regenerates may differ from what had left already.
    /// 2: lines and counterparts that are silent for long are forgotten; counterparts are graded by points, lists by entry.
    /// 3: a case moves when the other region accepts it; what a pattern brings at ten times its usual rate is held;
    /// an open call counts half an hour beyond its last sign of life, and one in doubt lets nothing that looks at calls raise P0.
    /// 4: models are asked about episodes and counterparts.
    /// 5: episodes keep a diary; of what a model alone holds payees hear nothing.
    /// 6: what a model alone holds is told with title and reasons of a pattern; payees hear of payers that were warned P0 or P1 alone; an empty
    /// partition begins with the model beside the first rule set.
    /// 7: shops are remembered apart from other payees, and who was met again is forgotten last; what a model holds to be too unlikely is P3 or not said.
    /// 8: a case stays useful while the person is on the phone with a suspect.
    /// 9: what was heard of a caller before the call itself is heard again with the call.
    /// 10: four million identities are remembered a partition and term, not one.
    /// 11: who adds an account as a payee hears of its reputation, and counts among those whom it touched; what patterns hold P1 is
    /// P3 where a model holds it to be too unlikely for P2.
    /// 12: a recorded loss is known for 90 to 120 days.
    /// 13: who issued codes is forgotten an hour after the last one; a caller who only shows a well-known number is a stranger; a model's doubts of what
    /// patterns hold urgent and of what they hold P2 have bounds of their own.
    /// 14: what is told of late still falls into the call that was going on; a fact of the registry counts as heard when it arrives, and one that no
    /// longer holds is taken back whatever it was; a list is told as of its arrival; an answer to another case ends no episode; the end of a call is told of
    /// also where only the other party's operator sent it.
    /// 15: an attempt that was answered is no record of one that was not; a number that calls many at once is counted once a call; who was told of a caller while
    /// it rang is told again when they talk; that nothing is against a counterpart any more is told to all who may hold that there was; a new owner begins
    /// without the former one's reputation; a payee stays new for a day; a refused payment teaches nothing; of calls that go on it is remembered that the number
    /// failed its check; a command sent again is known; an outcome that closes nothing replaces none that closed the case.
    /// 16: before a partition has a time, what is decided stands at the arrival of its cause.
    /// 17: what is usual is learned of payments that came through alone; an end goes to the call that is open, or is remembered; a payee who sent the money
    /// back is still new; that nothing is against a counterpart is told without reasons, and after a change of owner too; who calls a busy caller back is
    /// counted; a denial is known for 30 to 40 days, and not after the person was found to be nobody's victim; a step's age is negative before it.
    /// 18: whom a person calls from abroad keeps the class of their number; what is written to a well-known number has no legs; a sender of digits on a list
    /// is that number; a balance counts also beside no amount; what is heard of a payee goes on to the line that the paying account is linked to; a list
    /// entry that is over takes nobody's place; counts that are full are halved with all they are compared with; money out that was refused is taken back; a
    /// finding that is told late makes none older; an agent's answer makes no number of an account; a new episode ends the open case of one that is over;
    /// another order under an id is another order; of what is told late and was before the last warning, or before the SIM changed, nobody says how long ago
    /// that was; a stranger who called after an event does not count at it.
    /// 19: an answer to a revision before the tier rose ends no episode; contacts of a bad number hear of it too, and payers and payees of an account when
    /// their own payment turns it; a call whose end states no duration lasted until then; what is heard of one party says nothing of who is on the phone; a
    /// call whose number turns bad later is taken as of its end; patterns in shadow make no type likelier, and models hear nothing of them; a late record of a
    /// call before the last one is no call of its own; an answer that names no case is about none that began after it was given; what was refused alone is not
    /// at risk, and no phase that is told late moves money at risk back; a payment that is refused again was not paid; the end of an older link of an account
    /// leaves the new one, and an older change of SIM hides no newer one; a call is one line of a case; amounts of a loan are said in its currency.
    /// 20: a pattern may ask that a model holds what it raises to be so likely; what a model doubted is said once it doubts it no longer, at a step at which
    /// the pattern still holds it; a link of an account that is told late takes no newer one back; a new owner keeps calls, new contacts, last region, change of
    /// SIM and the episode that began after the change, and their line is not idle since 2000; a fact or entry without a time is one of its arrival; a ce_id
    /// without a source identifies nothing; accounts of digits are one with or without hyphens and any blanks, domains of another script are their xn-- name;
    /// an answer of before a case opened again ends no episode, and an unnamed one is compared with the first warning where that is the only one; what is told
    /// after its own time reopens no closed case and shortens no open one; offers return before SHADOW, what ended in it is told after it, and RELEASE in it lets
    /// nothing go; a day that began a surge is not usual; ACCEPT_CASE without a region means the one asked last; a case takes a later age band.</summary>
    public const int Version = 20;
}
