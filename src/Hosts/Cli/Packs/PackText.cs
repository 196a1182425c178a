using System.Globalization;
using Huoshui.Policies;

namespace Huoshui.Cli.Packs;

/// <summary><c>huoshui pack show</c>: the rules of a table as text, or what a pack holds.</summary>
internal static class PackText
{
    public static int Print(PolicyLibrary library, PolicyPack pack, string? table, string language)
    {
        var definition = library.Returns.FirstOrDefault(r => r.Pack.Id == pack.Id);
        if (definition is null && pack.Decision is { } decision)
            return DecisionSummary.Print(pack, decision, language);
        if (table is null || definition is null)
            return Summary(pack, definition, language);
        if (definition.Table(table) is not { } found)
            return Say.Wrong($"{pack.Id} 没有表 {table} / has no table {table}");
        Console.Out.WriteLine(library.DerivedRules(definition.Id, found.Code)!.Content);
        foreach (var script in pack.Scripts($"checks/{found.Code}.vtl"))
            Console.Out.WriteLine(script.Content);
        return ExitCodes.Good;
    }

    private static int Summary(PolicyPack pack, ReturnDefinition? definition, string language)
    {
        Console.Out.WriteLine($"{pack.Id}  {pack.Title.In(language)}");
        Console.Out.WriteLine($"  {pack.EffectiveFrom:yyyy-MM-dd} – {pack.EffectiveTo?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
        foreach (var basis in pack.LegalBasis)
            Console.Out.WriteLine($"  {basis.In(language)}");
        foreach (var parameter in pack.Parameters.All)
        {
            var values = parameter.Values.Select(v => string.Create(
                CultureInfo.InvariantCulture, $"{v.From:yyyy-MM-dd} {v.Value}{(v.IsIllustrative ? "（示例参数 illustrative）" : string.Empty)}"));
            Console.Out.WriteLine($"  {parameter.Name} [{parameter.Unit}] {parameter.Title.In(language)}: {string.Join("; ", values)}");
        }

        foreach (var table in definition?.Tables ?? [])
            Console.Out.WriteLine($"  {table.Code}  {table.Number}  {table.Title.In(language)}  ({table.Fields.Count})");
        foreach (var script in pack.ScriptNames)
            Console.Out.WriteLine($"  {script}");
        return ExitCodes.Good;
    }
}
