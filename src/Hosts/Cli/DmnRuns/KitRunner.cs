using System.Xml.Linq;
using Huoshui.Diagnostics;
using Huoshui.Dmn;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Cli.DmnRuns;

/// <summary>Runs the cases of a test file. A model that cannot be read fails all its cases; a case has a time limit.
/// </summary>
internal static class KitRunner
{
    private static readonly DmnOptions Options = DmnOptions.Default with { MaxTime = TimeSpan.FromSeconds(5) };

    public static IEnumerable<KitResult> Run(KitFile file)
    {
        DmnModel? model = null;
        string? broken = null;
        try
        {
            var sources = file.Models.Select(m => new SourceText(m.Name, File.ReadAllText(m.FullName))).ToList();
            model = sources.Count == 0 ? null : DmnModel.Load(sources[0], sources[1..], Options);
            if (model is not { CanEvaluate: true })
                broken = "model: " + Said(model?.Diagnostics ?? []);
        }
        catch (IOException exception)
        {
            broken = exception.Message;
        }

        foreach (var test in file.Cases)
            yield return Result(file, test, broken ?? Problem(model!, test));
    }

    private static KitResult Result(KitFile file, XElement test, string? problem) => new(
        file.Directory, file.Name, (string?)test.Attribute("id") ?? "",
        problem is null ? KitOutcome.Success : KitOutcome.Error, problem ?? "", IsNonNull(test));

    private static bool IsNonNull(XElement test) => test.Elements(KitFile.Namespace + "resultNode")
        .Any(r => r.Element(KitFile.Namespace + "expected") is { } expected
            && !KitValues.Read(expected, FeelValue.From).IsNull);

    private static string? Problem(DmnModel model, XElement test)
    {
        try
        {
            var inputs = new Dictionary<string, FeelValue>(StringComparer.Ordinal);
            foreach (var input in test.Elements(KitFile.Namespace + "inputNode"))
            {
                var name = (string?)input.Attribute("name") ?? "";
                inputs[KeyOf(input)] = KitValues.Read(input, text => model.ReadInput(name, text));
            }

            return test.Elements(KitFile.Namespace + "resultNode")
                .Select(node => Problem(model, test, node, inputs)).FirstOrDefault(p => p is not null);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // One broken case must not hide what the others do.
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }

    private static string KeyOf(XElement input) => (string?)input.Attribute("namespace") is { Length: > 0 } ns
        ? $"{{{ns}}}{(string?)input.Attribute("name")}" : (string?)input.Attribute("name") ?? "";

    private static string? Problem(DmnModel model, XElement test, XElement node, Dictionary<string, FeelValue> inputs)
    {
        var name = (string?)node.Attribute("name") ?? "";
        var result = IsService(test, node)
            ? Service(model, test, name, inputs) : model.Evaluate(Qualified(node, name), inputs);
        var expected = node.Element(KitFile.Namespace + "expected");
        if (KitValues.Difference(expected, result.Value) is { } difference)
            return $"{name}: {difference} {Said(result.Diagnostics)}";
        var mustFail = (string?)node.Attribute("errorResult") is "true" or "1";
        return mustFail && !result.Diagnostics.Any(d => d.Position is not null)
            ? $"{name}: a diagnostic with a position was expected" : null;
    }

    private static string Qualified(XElement node, string name) =>
        (string?)node.Attribute("namespace") is { Length: > 0 } ns ? $"{{{ns}}}{name}" : name;

    private static bool IsService(XElement test, XElement node) =>
        (string?)node.Attribute("type") is "decisionService" or "bkm"
        || (string?)test.Attribute("type") is "decisionService" or "bkm";

    // Of a service with several outputs, a result node may ask for one by the decision's name.
    private static DmnResult Service(
        DmnModel model, XElement test, string name, Dictionary<string, FeelValue> inputs)
    {
        var invocable = (string?)test.Attribute("invocableName") ?? name;
        var result = model.EvaluateService(invocable, inputs);
        return name != invocable && result.Value is ContextValue outputs && outputs.TryGet(name, out var output)
            ? result with { Value = output } : result;
    }

    private static string Said(IReadOnlyList<Diagnostic> diagnostics) =>
        string.Join("; ", diagnostics.Take(3).Select(d => d.ToLine("en")));
}
