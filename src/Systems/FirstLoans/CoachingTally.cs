namespace Huoshui.Systems.FirstLoans;

/// <summary>The figures of one bank while they are added up: coachings come sorted by party, and a party with
/// several counts once.</summary>
internal sealed class CoachingTally(string bankId)
{
    private string? _party;
    private bool _isCoached;
    private bool _isBorrowed;
    private int _parties;
    private int _coached;
    private int _overdue;
    private int _borrowed;
    private long _amountFen;

    public string BankId => bankId;

    public void Add(CoachedParty one, bool isOverdue)
    {
        if (one.Coaching.PartyKey != _party)
        {
            (_party, _isCoached, _isBorrowed) = (one.Coaching.PartyKey, false, false);
            _parties++;
        }

        if (!_isCoached && one.Coaching.LastContactOn is not null)
        {
            _isCoached = true;
            _coached++;
        }

        if (!_isBorrowed && one.Loan is { } loan)
        {
            _isBorrowed = true;
            _borrowed++;
            _amountFen += loan.AmountFen ?? 0;
        }

        _overdue += isOverdue ? 1 : 0;
    }

    public CoachingFigures ToFigures() => new(bankId, _parties, _coached, _overdue, _borrowed, _amountFen);
}
