using Huoshui.Policies.Figures;

namespace Huoshui.Warehouse.Partials;

/// <summary>Opens a session in which a pack's row-level results can be read over chosen fact files.</summary>
public static class RowSource
{
    /// <summary>A session with the fact tables, the registers and what used packs lend; compiled SQL of the pack runs
    /// in it.</summary>
    /// <param name="limits">What the session may use.</param>
    /// <param name="folder">The folder of partial results (its key is used, nothing is written).</param>
    /// <param name="pack">Whose rows are wanted.</param>
    /// <param name="facts">The files to read, of one institution or of many.</param>
    /// <param name="day">The plan and the registers of the date.</param>
    public static DuckSession Open(
        DuckLimits limits,
        string folder,
        CompiledFigurePack pack,
        IReadOnlyList<AcceptedTable> facts,
        (FigurePlan Plan, IReadOnlyDictionary<string, RegisterDataset> Registers) day)
    {
        var session = DuckSession.Open(limits, [.. facts.Select(f => f.ParquetPath)]);
        try
        {
            FactRelations.DefineKeyedHash(session, BorrowerKey.In(folder));
            FactRelations.Define(session, day.Registers.Values);
            Point(session, pack, facts);
            var lenders = pack.Pack.Uses.Append(pack.Pack.Id).ToHashSet(StringComparer.Ordinal);
            foreach (var lent in day.Plan.Packs.Where(p => lenders.Contains(p.Pack.Id)).SelectMany(p => p.Lent))
                session.Execute($"CREATE TEMP VIEW {Sql.Name(lent.Name)} AS {lent.Sql}");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Points the fact tables of a session at other files, which it must have been opened with.</summary>
    public static void Point(DuckSession session, CompiledFigurePack pack, IReadOnlyList<AcceptedTable> facts) =>
        FactRelations.Define(session, pack.Tables.Values.SelectMany(t => t)
            .DistinctBy(t => t.Code, StringComparer.Ordinal), facts);
}
