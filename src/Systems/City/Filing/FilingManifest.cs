using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.Systems.City.Coordination;
using Huoshui.Systems.City.Roster;
using Huoshui.Systems.City.SmallReturns;

namespace Huoshui.Systems.City.Filing;

/// <summary>city.json: every filing with its files and the tables to be declared 零报送.</summary>
internal static class FilingManifest
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Write(CityOptions options, IReadOnlyCollection<(string Return, string Date, string Institution,
        string Table)> written, IEnumerable<TeamRow> teams)
    {
        var files = written.ToLookup(w => (w.Return, w.Date, w.Institution), w => w.Table);
        var filings = new JsonArray();
        foreach (var (returnId, date, institution, tables) in Due(teams).OrderBy(d => d.Return, StringComparer.Ordinal)
            .ThenBy(d => d.Date).ThenBy(d => d.Institution, StringComparer.Ordinal))
        {
            var filed = files[(returnId, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), institution)].Order(
                StringComparer.Ordinal).ToList();
            filings.Add((JsonNode)new JsonObject
            {
                ["return"] = returnId,
                ["date"] = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ["institution"] = institution,
                ["tables"] = new JsonArray([.. filed.Select(t => JsonValue.Create(t))]),
                ["zero"] = new JsonArray([.. tables.Except(filed, StringComparer.Ordinal).Order(
                    StringComparer.Ordinal).Select(t => JsonValue.Create(t))]),
            });
        }

        var city = new JsonObject
        {
            ["scale"] = options.Scale,
            ["seed"] = options.Seed,
            ["format"] = options.Format == CityFormat.Parquet ? "parquet" : "csv",
            ["filings"] = filings,
        };
        File.WriteAllText(Path.Combine(options.OutputFolder, "city.json"), city.ToJsonString(Indented) + "\n");
    }

    // Who owes which tables when: the city's own reading, which the registry's profile may narrow.
    private static IEnumerable<(string Return, DateOnly Date, string Institution, string[] Tables)> Due(
        IEnumerable<TeamRow> teams) =>
        [.. Loans(), .. Insurers(), .. Pensions(), .. Others(), .. OnlineLending.Due(), .. LoanTemplate.Due(),
            .. CoordinationBook.Due(teams.Select(t => t.Institution))];

    private static IEnumerable<(string, DateOnly, string, string[])> Loans() =>
        from date in CityCalendar.Dates
        let tables = OneTable.Recipes.Where(r => r.Dates.Contains(date.Date)).Select(r => r.Table).ToArray()
        from bank in BankRoster.Banks
        where bank.ActiveFrom <= date.Date
        select (OneTable.Id, date.Date, bank.Id, tables);

    private static IEnumerable<(string, DateOnly, string, string[])> Insurers() =>
        from date in SmallReturn.Dates
        from insurer in InsurerRoster.Insurers
        let tables = insurer.Kind switch
        {
            InsurerKind.Property => new[] { "TI", "CM", "HC" },
            InsurerKind.Life => ["CP", "HC"],
            _ => ["HC"],
        }
        select (Insurance.Id, date, insurer.Id, tables);

    private static IEnumerable<(string, DateOnly, string, string[])> Pensions() =>
        SmallReturn.Dates.SelectMany(date => BankRoster.Banks.Where(b => b.Retail > 0)
            .Select(b => (Pension.Id, date, b.Id, new[] { "PA", "PC", "SC" }))
            .Concat(InsurerRoster.Of(InsurerKind.Pension).Select(i => (Pension.Id, date, i.Id, new[] { "CA", "CS" }))));

    private static IEnumerable<(string, DateOnly, string, string[])> Others() =>
    [
        .. from date in SmallReturn.YearEnds
           from id in BankRoster.Banks.Where(b => b.IsLocal && b.Type != "14").Select(b => b.Id)
               .Concat(InsurerRoster.Insurers.Where(i => i.IsLocal).Select(i => i.Id))
           select (Sundry.Spending, date, id, new[] { "IT" }),
        .. from date in SmallReturn.Dates
           from bank in BankRoster.Banks
           where bank.Type is "03" or "04" or "10"
           select (Sundry.Wealth, date, bank.Id, new[] { "WR" }),
        .. from date in SmallReturn.Dates
           select (Sundry.Elder, date, BankRoster.Banks[6].Id, new[] { "EL" }),
    ];
}
