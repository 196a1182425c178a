using System.Globalization;
using System.Text.Json.Nodes;
using Huoshui.Systems.City.Filing;

namespace Huoshui.Systems.City.Dirty;

/// <summary>Writes the dirty versions: copies of clean filings with errors planted, each listed in the truth.</summary>
internal sealed class DirtyBook
{
    /// <summary>Banks with more rows than this are left clean: their copies would be large and no better.</summary>
    private const int MostRows = 5_000;

    /// <summary>How many banks have a dirty version at the last date.</summary>
    private const int DirtyBanks = 8;

    /// <summary>How often each kind of the last date is planted, at different banks where there are rows for
    /// it.</summary>
    private const int Repetitions = 2;

    private readonly string _folder;
    private readonly FilingWriter _writer;
    private readonly IReadOnlyList<Recipe> _recipes;
    private readonly TruthBook _truth;

    public DirtyBook(string folder, FilingWriter writer, IReadOnlyList<Recipe> recipes, TruthBook truth)
    {
        _folder = folder;
        _writer = writer;
        _recipes = recipes;
        _truth = truth;
    }

    /// <summary>Writes all of them.</summary>
    public void Write(CitySession session)
    {
        var last = CityCalendar.Last;
        var banks = BanksBySize(session, last.Index, MostRows).Take(DirtyBanks).ToList();
        var filings = banks.ConvertAll(bank => Open(OneTable.Id, last.Date, bank, CityCalendar.Dates[^2].Date));
        Spread(filings, PeriodErrors.Kinds, 1);
        Spread(filings, [.. LoanErrors.Kinds, .. PartyErrors.Kinds, .. PartyErrors.Full], Repetitions);
        filings.ForEach(Save);
        foreach (var date in new[] { CityCalendar.Dates[1], CityCalendar.Dates[6] })
        {
            var older = BanksBySize(session, date.Index, MostRows).Skip(1).Take(2).Select(bank =>
                Open(OneTable.Id, date.Date, bank, null)).ToList();
            Spread(older, [.. LoanErrors.Kinds.Where((_, i) => i % 4 == date.Index % 4)], 1);
            older.ForEach(Save);
        }

        foreach (var (returnId, kinds) in SmallReturnErrors.Kinds.OrderBy(k => k.Key, StringComparer.Ordinal))
            WriteSmall(returnId, kinds);
    }

    private void WriteSmall(string returnId, IReadOnlyList<ErrorKind> kinds)
    {
        var date = _recipes.First(r => r.Return == returnId).Dates[^1];
        var filers = _writer.Written.Where(w => w.Return == returnId && w.Date == Text(date)).GroupBy(w =>
            w.Institution, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key).ToList();
        var chosen = filers.Take(2).Concat(filers.TakeLast(1)).Distinct(StringComparer.Ordinal);
        var filings = chosen.Select(id => Open(returnId, date, id, null)).ToList();
        Spread(filings, kinds, 1);
        foreach (var filing in filings.Where(f => f.Tables.Values.Any(t => t.IsChanged)))
            Save(filing);
    }

    private static IEnumerable<string> BanksBySize(CitySession session, int day, int most) =>
        session.Query(CitySession.Invariant($"""
            SELECT bank.id, count(*) AS rows FROM state JOIN loan USING (lid) JOIN bank USING (bank)
            WHERE i = {day} GROUP BY ALL HAVING count(*) <= {most} ORDER BY rows DESC, bank.id
            """)).Select(r => (string)r[0]!);

    // Kind after kind, each at the next filing that has a row for it.
    private void Spread(List<DirtyFiling> filings, IReadOnlyList<ErrorKind> kinds, int times)
    {
        var turn = 0;
        foreach (var kind in kinds)
        {
            var planted = 0;
            for (var tried = 0; tried < filings.Count && planted < times; tried++, turn++)
            {
                var filing = filings[turn % filings.Count];
                if (kind.Plant(filing) is not { } at)
                    continue;
                planted++;
                Tell(filing, kind, at);
            }
        }
    }

    private void Tell(DirtyFiling filing, ErrorKind kind, PlantedAt at)
    {
        var entry = new JsonObject
        {
            ["return"] = filing.Return,
            ["date"] = Text(filing.Date),
            ["institution"] = filing.Institution,
            ["table"] = at.Table,
        };
        if (at.Line > 0)
            (entry["line"], entry["field"]) = (at.Line, at.Field);
        else
            entry["key"] = at.Field;
        (entry["rule"], entry["kind"]) = (kind.Rule, kind.Kind);
        _truth.Error(entry);
    }

    private DirtyFiling Open(string returnId, DateOnly date, string institution, DateOnly? before) => new(
        returnId, date, institution, Read(returnId, date, institution), before is { } day ? Read(returnId, day,
            institution) : new Dictionary<string, DirtyTable>(StringComparer.Ordinal));

    private Dictionary<string, DirtyTable> Read(string returnId, DateOnly date, string institution)
    {
        var path = Path.Combine(_folder, ".parts.csv");
        var tables = new Dictionary<string, DirtyTable>(StringComparer.Ordinal);
        foreach (var recipe in _recipes.Where(r => r.Return == returnId && _writer.Written.Contains(
            (returnId, Text(date), institution, r.Table))))
        {
            var clean = Path.Combine(_folder, "filings", returnId, Text(date), institution, recipe.Table + ".csv");
            if (!File.Exists(clean))
                _writer.ToCsv(Path.ChangeExtension(clean, ".parquet"), clean = path);
            tables[recipe.Table] = new DirtyTable(clean);
        }

        File.Delete(path);
        return tables;
    }

    private void Save(DirtyFiling filing)
    {
        var folder = Path.Combine(_folder, "dirty", filing.Return, Text(filing.Date), filing.Institution);
        Directory.CreateDirectory(folder);
        foreach (var (code, table) in filing.Tables)
            table.Save(Path.Combine(folder, code + ".csv"));
    }

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
