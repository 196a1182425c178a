using Huoshui.Registry;

namespace Huoshui.Cli.Demo;

/// <summary>
/// Who owes what in the city: an institution owes a return on the dates that the generator wrote for it, and of its
/// tables those that anybody filed for that date; a table without rows is declared 零报送. What is owed on the latest date
/// is owed from then on, so that a newcomer can file a later month.
/// </summary>
internal static class CityProfile
{
    private const string Source = "样例城市";

    public static IReadOnlyList<ProfileRule> Rules(IReadOnlyList<FilingSet> sets, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var latest = sets.Max(set => set.AsOf);
        ProfileRule Rule(string returnId, DateOnly on, string? institution, string? table, Duty duty) => new()
        {
            Id = Guid.CreateVersion7(now),
            ReturnId = returnId,
            InstitutionId = institution,
            Table = table,
            Duty = duty,
            From = on,
            To = on == latest ? null : on,
            Source = Source,
        };
        return [.. sets.SelectMany(set => set.Clean()
            .Select(filer => Rule(set.ReturnId, set.AsOf, filer.InstitutionId, null, Duty.Due))
            .Append(Rule(set.ReturnId, set.AsOf, null, ProfileRule.AllTables, Duty.NotApplicable))
            .Concat(Tables(set).Select(table => Rule(set.ReturnId, set.AsOf, null, table, Duty.Due))))];
    }

    /// <summary>Tables that at least one institution filed.</summary>
    public static IReadOnlyList<string> Tables(FilingSet set) =>
        [.. set.Clean().SelectMany(filer => filer.Tables).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
