namespace Huoshui.Dmn.Feel.Functions;

/// <summary>All built-in functions, by name.</summary>
internal static class BuiltinFunctions
{
    private static readonly Dictionary<string, Builtin> ByName = new IEnumerable<Builtin>[]
    {
        ConversionFunctions.All(), StringFunctions.All(), PatternFunctions.All(), ListFunctions.All(),
        AggregateFunctions.All(), NumberFunctions.All(), TemporalFunctions.All(), RangeFunctions.All(),
        ContextFunctions.All(),
    }.SelectMany(f => f).ToDictionary(f => f.Name, StringComparer.Ordinal);

    public static IReadOnlyCollection<Builtin> All => ByName.Values;

    public static Builtin? Find(string name) => ByName.GetValueOrDefault(name);
}
