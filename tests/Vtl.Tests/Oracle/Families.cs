using CsCheck;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>Families of operators with their random scripts.</summary>
internal static class Families
{
    public static readonly IReadOnlyDictionary<string, Gen<string>> All = new Dictionary<string, Gen<string>>(StringComparer.Ordinal)
    {
        ["Numbers"] = Scripted.Numbers,
        ["Stops"] = Scripted.Stops,
        ["Guards"] = Scripted.Guards,
        ["Texts"] = Scripted.Texts,
        ["Booleans"] = Scripted.Booleans,
        ["Clauses"] = Scripted.Clauses,
        ["Aggregates"] = Scripted.Aggregates,
        ["Analytics"] = Scripted.Analytics,
        ["Sets"] = Scripted.Sets,
        ["Joins"] = Scripted.Joins,
        ["DataSets"] = Scripted.DataSets,
        ["Checks"] = Scripted.Checks,
        ["Conditions"] = Scripted.Conditions,
        ["TimeSeries"] = Scripted.TimeSeries,
        ["Chains"] = Scripted.Chains,
        ["Hierarchies"] = ScriptedHierarchies.All,
        ["Decimals"] = ScriptedDecimals.All,
        ["Times"] = ScriptedTimes.All,
        ["Definitions"] = ScriptedShapes.Definitions,
        ["Roles"] = ScriptedShapes.Roles,
        ["Virals"] = ScriptedShapes.Virals,
        ["Pivots"] = ScriptedShapes.Pivots,
        ["MoreJoins"] = ScriptedShapes.MoreJoins,
        ["MoreWindows"] = ScriptedShapes.MoreWindows,
        ["Distances"] = ScriptedShapes.Distances,
    };

    /// <summary>What scripts are compiled for. Their only pivot is over Id_2, which is a or b.</summary>
    public static VtlInputs Inputs(string script, IEnumerable<OracleTable> tables, SqlDialect dialect = SqlDialect.DuckDb) => new()
    {
        Datasets = [.. tables.Select(t => t.Structure)],
        Extensions = script.Contains("lookup", StringComparison.Ordinal),
        Dialect = dialect,
        PivotCodes = _ => ["a", "b"],
    };

    /// <summary>A script of a family, and data for the data sets that it names.</summary>
    public static Gen<(string Script, OracleTable[] Tables)> CaseOf(string family) => Gen.Select(All[family], Scripted.Tables, (script, tables) =>
        (script, tables.Where(t => script.Contains(t.Structure.Name, StringComparison.Ordinal)).ToArray()));
}
