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
        if (file.Problem is { } unreadable)
            return [new KitResult(file.Directory, file.Name, "", KitOutcome.Error, unreadable, IsNonNull: false)];
        DmnModel? model = null;
        string? broken = null;
        try
        {
            model = KitModels.Load(file.Models, Options);
            if (model is not { CanEvaluate: true })
                broken = "model: " + Said(model?.Diagnostics ?? []);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            broken = exception.Message;
        }

        return file.Cases.Select(test => Result(file, test, broken ?? Problem(model!, test)));
    }

    private static KitResult Result(KitFile file, XElement test, string? problem) => new(
        file.Directory, file.Name, (string?)test.Attribute("id") ?? (string?)test.Attribute("name") ?? "",
        problem is null ? KitOutcome.Success : KitOutcome.Error, problem ?? "", IsNonNull(test));

    private static bool IsNonNull(XElement test) => test.Elements(KitFile.Namespace + "resultNode")
        .Any(r => r.Element(KitFile.Namespace + "expected") is { } expected
            && !KitValues.Read(expected, (text, _) => FeelValue.From(text)).IsNull);

    private static string? Problem(DmnModel model, XElement test)
    {
        try
        {
            var inputs = new Dictionary<string, FeelValue>(StringComparer.Ordinal);
            foreach (var input in test.Elements(KitFile.Namespace + "inputNode"))
            {
                var name = (string?)input.Attribute("name") ?? "";
                inputs[KeyOf(input)] = KitValues.Read(input, (text, path) => model.ReadInput(name, text, path));
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
        var isService = IsService(test, node) || !Knows(model, node, name);
        var result = isService ? Service(model, test, name, inputs) : model.Evaluate(Qualified(node, name), inputs);
        var expected = node.Element(KitFile.Namespace + "expected");
        if (Difference(expected, result.Value, isService ? name : null) is { } difference)
            return $"{name}: {difference} {Said(result.Diagnostics)}";
        var mustFail = (string?)node.Attribute("errorResult") is "true" or "1";
        return mustFail && !result.Diagnostics.Any(d => d.Position is not null)
            ? $"{name}: a diagnostic with a position was expected" : null;
    }

    // Of a service with several outputs, a result node may ask for one by the decision's name.
    private static string? Difference(XElement? expected, FeelValue actual, string? output)
    {
        var difference = KitValues.Difference(expected, actual);
        return difference is not null && output is not null && actual is ContextValue outputs
            && outputs.TryGet(output, out var one) && KitValues.Difference(expected, one) is null ? null : difference;
    }

    // A name that is of no decision may be that of a service or knowledge model, even where the kit does not say so.
    private static bool Knows(DmnModel model, XElement node, string name) =>
        !model.ServiceNames.Concat(model.KnowledgeNames).Contains(name)
        || model.DecisionNames.Contains(name) || Qualified(node, name) != name;

    private static string Qualified(XElement node, string name) =>
        (string?)node.Attribute("namespace") is { Length: > 0 } ns ? $"{{{ns}}}{name}" : name;

    private static bool IsService(XElement test, XElement node) =>
        (string?)node.Attribute("type") is "decisionService" or "bkm"
        || (string?)test.Attribute("type") is "decisionService" or "bkm";

    private static DmnResult Service(
        DmnModel model, XElement test, string name, Dictionary<string, FeelValue> inputs) =>
        model.EvaluateService((string?)test.Attribute("invocableName") ?? name, inputs);

    private static string Said(IReadOnlyList<Diagnostic> diagnostics) =>
        string.Join("; ", diagnostics.Take(3).Select(d => d.ToLine("en")));
}
