namespace Huoshui.Systems.Visits;

/// <summary>轮转: how many cases a bank was ever assigned.</summary>
public sealed class BankTurn
{
    /// <summary>机构ID.</summary>
    public string BankId { get; init; } = string.Empty;

    /// <summary>Cases, by whatever rule.</summary>
    public long Assigned { get; set; }
}
