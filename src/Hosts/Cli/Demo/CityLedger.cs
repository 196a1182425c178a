using Huoshui.Systems.Visits.Loans;

namespace Huoshui.Cli.Demo;

/// <summary>The ledger of the coordination mechanism as the store has it, in the place of what the generator wrote: its
/// numbers are the same, and its rows name entities and cases of the store.</summary>
internal static class CityLedger
{
    public const string Return = "coordination";

    private const string Team = "XT";

    /// <summary>Writes it over the clean filings of a date; what the banks filed up to then is compared
    /// first.</summary>
    public static async Task WriteAsync(IServiceProvider services, FilingSet set, CancellationToken cancellationToken)
    {
        var ledger = services.GetRequiredService<VisitLedger>();
        foreach (var filer in set.Clean())
        {
            var district = filer.InstitutionId[Team.Length..];
            await VisitsCommand.WriteAsync(
                ledger, district, set.AsOf, Path.Combine(set.CleanFolder, filer.InstitutionId), cancellationToken);
        }
    }
}
