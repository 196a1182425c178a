using Huoshui.Diagnostics;
using Huoshui.Dmn;
using YamlDotNet.RepresentationModel;

namespace Huoshui.Policies.Decisions;

/// <summary>A claim (单调性声明) of a pack: while a fact rises, an output never rises, or never falls.</summary>
/// <param name="Fact">The fact that rises.</param>
/// <param name="Output">The output of the answer.</param>
/// <param name="Direction">What the output never does.</param>
/// <param name="Order">The codes of an output that is a code, lowest first; empty for numbers and dates.</param>
public sealed record PackClaim(
    string Fact, string Output, MonotonicDirection Direction, IReadOnlyList<string> Order)
{
    /// <summary>Where it stands in pack.yaml.</summary>
    internal YamlNode? At { get; init; }
}

/// <summary>What counts as approval (通过), and which facts nobody can change to get it.</summary>
/// <param name="Output">The output that tells.</param>
/// <param name="Values">Its codes that are an approval.</param>
/// <param name="Immutable">Facts that a search for the smallest change leaves alone: age, industry, …</param>
public sealed record PackApproval(
    string Output, IReadOnlyList<string> Values, IReadOnlyList<string> Immutable);

/// <summary>Reads <c>monotonic</c> and <c>approval</c> of a pack's decision.</summary>
internal sealed class DecisionClaimReader(Loading.YamlReader yaml, IReadOnlyList<DecisionFact> facts,
    IReadOnlyList<DecisionOutput> outputs, IReadOnlyList<DecisionWord> wording)
{
    public IReadOnlyList<PackClaim> Claims(YamlMappingNode map) =>
        [.. yaml.AsList(yaml.Get(map, "monotonic")).Select(n => yaml.AsMap(n, "monotonic", "monotonic"))
            .OfType<YamlMappingNode>().Select(Claim).OfType<PackClaim>()];

    public PackApproval? Approval(YamlMappingNode map)
    {
        if (yaml.AsMap(yaml.Get(map, "approval"), "approval", "approval") is not { } body)
            return null;
        yaml.OnlyKeys(body, "output", "values", "immutable");
        var output = Known(body, "output", outputs.Select(o => o.Name));
        var values = Listed(body, "values", wording.Select(w => w.Code));
        if (values.Count == 0)
            yaml.Get(body, "values", required: true);
        var immutable = Listed(body, "immutable", facts.Select(f => f.Name));
        return output is null || values.Count == 0 ? null : new PackApproval(output, values, immutable);
    }

    private PackClaim? Claim(YamlMappingNode map)
    {
        yaml.OnlyKeys(map, "fact", "output", "never", "order");
        var fact = Known(map, "fact", facts.Select(f => f.Name));
        var output = Known(map, "output", outputs.Select(o => o.Name));
        MonotonicDirection? direction = yaml.Text(map, "never", required: true) switch
        {
            "rises" => MonotonicDirection.NeverRises,
            "falls" => MonotonicDirection.NeverFalls,
            null => null,
            var other => Wrong(map, other),
        };
        var order = Listed(map, "order", wording.Select(w => w.Code));
        if (outputs.FirstOrDefault(o => o.Name == output) is { IsCode: true } && order.Count == 0)
        {
            yaml.Error(map, PackCodes.MissingKey, $"结论“{output}”是代码：必须写 order，从低到高列全它的代码",
                $"output \"{output}\" is a code: write order, all its codes, lowest first");
        }

        if (facts.FirstOrDefault(f => f.Name == fact) is { Kind: FactKind.Text or FactKind.List } unordered)
        {
            yaml.Error(yaml.Get(map, "fact"), PackCodes.WrongValue,
                $"事实“{unordered.Name}”是文字或列表，没有高低：声明只用于数字、日期和是否",
                $"fact \"{unordered.Name}\" is a text or a list and has no order: claims are of numbers, dates and "
                    + "yes or no");
            return null;
        }

        return fact is null || output is null || direction is null
            ? null : new PackClaim(fact, output, direction.Value, order) { At = map };
    }

    private MonotonicDirection? Wrong(YamlMappingNode map, string text)
    {
        yaml.Error(yaml.Get(map, "never"), PackCodes.WrongValue, $"“{text}”应为 rises 或 falls",
            $"\"{text}\" must be rises or falls");
        return null;
    }

    private string? Known(YamlMappingNode map, string key, IEnumerable<string> known)
    {
        var name = yaml.Text(map, key, required: true);
        return name is null || IsKnown(yaml.Get(map, key), name, known) ? name : null;
    }

    private List<string> Listed(YamlMappingNode map, string key, IEnumerable<string> known)
    {
        var names = known.ToList();
        return [.. yaml.AsList(yaml.Get(map, key)).Where(n => yaml.Scalar(n) is { } name && IsKnown(n, name, names))
            .Select(n => yaml.Scalar(n)!)];
    }

    private bool IsKnown(YamlNode? node, string name, IEnumerable<string> known)
    {
        var names = known.ToList();
        if (names.Contains(name))
            return true;
        var among = NearName.Among(name, names);
        yaml.Error(node, PackCodes.UnknownReference, $"没有“{name}”{among.Zh}", $"there is no \"{name}\"{among.En}");
        return false;
    }
}
