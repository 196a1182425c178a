using Huoshui.Systems.City.Filing;
using Huoshui.Systems.City.Roster;

namespace Huoshui.Systems.City.SmallReturns;

using Field = KeyValuePair<string, string>;

/// <summary>What the small returns share: their dates, and recipes for tables that hold everything since the
/// start.</summary>
internal static class SmallReturn
{
    /// <summary>Dates of every small return but IT spending.</summary>
    public static IReadOnlyList<DateOnly> Dates { get; } =
        [new(2024, 6, 30), new(2024, 12, 31), new(2025, 5, 31), new(2025, 6, 30)];

    /// <summary>Year-ends of IT spending.</summary>
    public static IReadOnlyList<DateOnly> YearEnds { get; } = [.. Enumerable.Range(2019, 6).Select(y =>
        new DateOnly(y, 12, 31))];

    /// <summary>Tables sday (d), bank and insurer rosters by kind, for all small returns.</summary>
    public static void Prepare(CitySession session)
    {
        session.Execute(
            "CREATE TABLE sday (d DATE); CREATE TABLE insurer (kind INTEGER, ix INTEGER, id VARCHAR, local BOOLEAN);");
        session.Append("sday", Dates.Select(d => new object?[] { d }));
        foreach (var kind in Enum.GetValues<InsurerKind>())
        {
            session.Append("insurer", InsurerRoster.Of(kind)
                .Select((insurer, ix) => new object?[] { (int)kind, ix, insurer.Id, insurer.IsLocal }));
        }
    }

    /// <summary>A table of rows with the columns inst, day and id: filed at each date on or after its day.</summary>
    /// <param name="id">The return.</param>
    /// <param name="table">Code of the table.</param>
    /// <param name="books">Name of the generator's table.</param>
    /// <param name="fields">Field → SQL.</param>
    /// <param name="lead">Days before its day on which a row is filed already.</param>
    public static Recipe Of(string id, string table, string books, Field[] fields, int lead = 0) =>
        new(id, table,
            CitySession.Invariant($"(SELECT b.*, sday.d FROM {books} b JOIN sday ON b.day <= sday.d + {lead}) t"),
            "inst", "id", fields)
        {
            Dates = Dates,
        };

    /// <summary>Writes a figure and its series from a query with the placeholder {d}.</summary>
    public static void Figure(CitySession session, TruthBook truth, string id, string query, decimal divisor)
    {
        foreach (var date in Dates)
        {
            var literal = CitySession.Invariant($"DATE '{date:yyyy-MM-dd}'");
            var value = (decimal)session.Whole(query.Replace("{d}", literal, StringComparison.Ordinal)) / divisor;
            truth.Series(id, date, value);
            if (date == Dates[^1])
                truth.Figure(id, value);
        }
    }
}
