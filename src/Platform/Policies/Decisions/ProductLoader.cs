using Huoshui.Diagnostics;
using Huoshui.Policies.Loading;
using YamlDotNet.RepresentationModel;

namespace Huoshui.Policies.Decisions;

/// <summary>Reads the part <c>product:</c> of a pack.yaml.</summary>
internal static class ProductLoader
{
    private static readonly Dictionary<string, ProductKind> Kinds = new(StringComparer.Ordinal)
    {
        ["loan"] = ProductKind.Loan,
        ["subsidy"] = ProductKind.Subsidy,
        ["cover"] = ProductKind.Cover,
        ["pricing"] = ProductKind.Pricing,
    };

    /// <summary>Null when the pack is no product, or one with errors, which are told.</summary>
    public static ProductTerms? Load(SourceText header, PackDecision? decision, ICollection<Diagnostic> sink)
    {
        // The header itself was read and its errors told by HeaderLoader.
        if (new YamlReader(header, []).Root() is not { } root)
            return null;
        var yaml = new YamlReader(header, sink);
        if (yaml.AsMap(yaml.Get(root, "product"), "product", "product") is not { } map)
            return null;
        yaml.OnlyKeys(map, "kind", "qualifies", "reasons", "limit", "rate", "cost");
        if (decision is null && yaml.Get(root, "decision") is not null)
            return null; // what is wrong with the decision was told
        if (decision is null)
        {
            yaml.Error(map, PackCodes.WrongProduct, "有 product，却没有 decision", "there is a product, but no decision");
            return null;
        }

        return new ProductTerms(
            Kind(yaml, map), Codes(yaml, map, decision), Output(yaml, map, "reasons", decision),
            Output(yaml, map, "limit", decision), Output(yaml, map, "rate", decision))
        {
            Cost = Output(yaml, map, "cost", decision),
        };
    }

    /// <summary>Facts that two products call by one name and mean differently; told at the later pack.</summary>
    public static IEnumerable<Diagnostic> Clashes(PolicyPack pack, IEnumerable<PolicyPack> earlier)
    {
        if (pack.Product is null)
            yield break;
        var others = earlier.Where(p => p.Product is not null && p.Id != pack.Id).ToList();
        foreach (var fact in pack.Decision!.Facts)
        {
            var other = others.Find(p => p.Decision!.Facts.Any(f => f.Name == fact.Name && !IsSame(f, fact)));
            if (other is null)
                continue;
            var theirs = other.Decision!.Facts.First(f => f.Name == fact.Name);
            yield return Diagnostic.Error(
                PackCodes.FactClash,
                $"事实“{fact.Name}”在 {other.Id} 里是“{theirs.Title.Zh}”，在这里是“{fact.Title.Zh}”："
                    + "同一名称只问一次，名称、类型、单位都要一致；意思不同请改名",
                $"fact \"{fact.Name}\" is \"{theirs.Title.En}\" ({theirs.Kind}, {theirs.Unit}) in {other.Id}, but "
                    + $"\"{fact.Title.En}\" ({fact.Kind}, {fact.Unit}) here: a name is asked once and means one thing",
                new SourceText($"policies/{pack.Id}/pack.yaml", string.Empty));
        }
    }

    private static bool IsSame(DecisionFact one, DecisionFact other) =>
        one.Kind == other.Kind && one.Unit == other.Unit && one.Title.Zh == other.Title.Zh;

    private static ProductKind Kind(YamlReader yaml, YamlMappingNode map)
    {
        var node = yaml.Get(map, "kind", required: true);
        if (node is null || (yaml.Scalar(node) is { } text && Kinds.ContainsKey(text)))
            return node is null ? ProductKind.Loan : Kinds[yaml.Scalar(node)!];
        var known = string.Join(", ", Kinds.Keys);
        yaml.Error(node, PackCodes.WrongProduct, $"kind 应为以下之一：{known}", $"kind must be one of {known}");
        return ProductKind.Loan;
    }

    private static IReadOnlyList<string> Codes(YamlReader yaml, YamlMappingNode map, PackDecision decision)
    {
        var node = yaml.Get(map, "qualifies", required: true);
        var codes = yaml.AsList(node).Select(yaml.Scalar).OfType<string>().ToList();
        if (node is not null && codes.Count == 0)
        {
            yaml.Error(
                node, PackCodes.WrongProduct, "qualifies 至少写一个代码", "qualifies must name one code at least");
        }

        foreach (var code in codes.Where(c => decision.Word(c) is null))
        {
            var among = NearName.Among(code, decision.Wording.Select(w => w.Code));
            yaml.Error(node, PackCodes.WrongProduct, $"wording 里没有代码“{code}”{among.Zh}",
                $"wording has no code \"{code}\"{among.En}");
        }

        if (decision.Outputs.All(o => o.Name != ProductTerms.Outcome))
        {
            yaml.Error(
                map, PackCodes.WrongProduct, $"产品的结论要有 {ProductTerms.Outcome}",
                $"a product needs the output {ProductTerms.Outcome}");
        }

        return codes;
    }

    private static string? Output(YamlReader yaml, YamlMappingNode map, string key, PackDecision decision)
    {
        if (yaml.Text(map, key) is not { } name)
            return null;
        if (decision.Outputs.All(o => o.Name != name))
        {
            var among = NearName.Among(name, decision.Outputs.Select(o => o.Name));
            yaml.Error(yaml.Get(map, key), PackCodes.WrongProduct, $"outputs 里没有“{name}”{among.Zh}",
                $"there is no output \"{name}\"{among.En}");
        }

        return name;
    }
}
