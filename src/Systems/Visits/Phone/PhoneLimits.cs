namespace Huoshui.Systems.Visits.Phone;

/// <summary>What a phone may send and fetch at once.</summary>
internal static class PhoneLimits
{
    /// <summary>Visits in one request of a sync; a phone with more sends several.</summary>
    public const int BatchVisits = 50;

    /// <summary>Visits of several requests that are saved in one transaction.</summary>
    public const int GroupVisits = 1_000;

    /// <summary>Entities in one page of the grid.</summary>
    public const int GridPage = 500;

    /// <summary>Phones of one account that are neither revoked nor signed out.</summary>
    public const int Devices = 10;

    /// <summary>Phones shown on the page of devices.</summary>
    public const int Shown = 200;
}
