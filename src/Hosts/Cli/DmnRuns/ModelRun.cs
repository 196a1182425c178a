using System.Text.Encodings.Web;
using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Dmn;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Cli.DmnRuns;

/// <summary>What is asked of a model: a decision, its inputs, and how to answer.</summary>
internal sealed record ModelQuestion(string Decision, FileInfo? Input, bool IsExplained, string Language);

/// <summary>Evaluates and verifies models for the command line.</summary>
internal static class ModelRun
{
    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Evaluates a decision.</summary>
    /// <returns>Good with a value; input failed if the model has errors or the result is null for a cause.</returns>
    public static int Evaluate(FileInfo file, FileInfo[] imports, ModelQuestion question)
    {
        if (MissingFile.Told("huoshui dmn evaluate", [file, .. imports, .. Given(question.Input)]) is { } wrong)
            return wrong;
        try
        {
            var model = Load(file, imports);
            Tell(model.Diagnostics, question.Language);
            if (!model.CanEvaluate)
                return ExitCodes.InputFailed;
            var result = Asked(model, question);
            Tell(result.Diagnostics.Where(d => !IsTold(d, model.Diagnostics)), question.Language);
            Print(result);
            return result.Value.IsNull && result.Diagnostics.Count > 0 ? ExitCodes.InputFailed : ExitCodes.Good;
        }
        catch (JsonException error) when (error.LineNumber is not null)
        {
            return Say.Wrong(
                $"--input {question.Input}：第 {error.LineNumber + 1} 行不是 JSON，应为 {{\"输入\": 值}} / "
                + $"line {error.LineNumber + 1} is not JSON; write {{\"input\": value}}");
        }
        catch (Exception exception) when (exception is IOException or JsonException or UnauthorizedAccessException)
        {
            return Say.Wrong($"huoshui dmn evaluate: {exception.Message}");
        }
    }

    private static FileInfo[] Given(FileInfo? file) => file is null ? [] : [file];

    /// <summary>Verifies the tables of a model.</summary>
    /// <returns>Input failed if the model has errors or a table has a finding that is an error.</returns>
    public static int Verify(FileInfo file, FileInfo[] imports, string language)
    {
        if (MissingFile.Told("huoshui dmn verify", [file, .. imports]) is { } wrong)
            return wrong;
        try
        {
            var model = Load(file, imports);
            var findings = model.Verify();
            foreach (var diagnostic in model.Diagnostics.Concat(findings))
                Console.Out.WriteLine(CaretRenderer.Render(diagnostic, language));
            Console.Out.WriteLine(language == "en" ? $"{findings.Count} findings" : $"{findings.Count} 项发现");
            return model.Succeeded && findings.All(f => f.Severity != DiagnosticSeverity.Error)
                ? ExitCodes.Good : ExitCodes.InputFailed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Say.Wrong($"huoshui dmn verify: {exception.Message}");
        }
    }

    // At loading, of the same place, and with more words than that a variable is not there.
    private static bool IsTold(Diagnostic cause, IReadOnlyList<Diagnostic> atLoad) => atLoad.Any(d =>
        d.Source == cause.Source && d.Span == cause.Span && (d.Code == cause.Code || cause.Code == "DMN3004"));

    private static DmnModel Load(FileInfo file, FileInfo[] imports)
    {
        var main = Source(file);
        var others = imports.Length > 0 ? imports : [.. file.Directory!.GetFiles("*.dmn")
            .Where(f => f.FullName != file.FullName).OrderBy(f => f.Name, StringComparer.Ordinal)];
        var isImporting = main.Content.Contains("<import", StringComparison.Ordinal)
            || main.Content.Contains(":import", StringComparison.Ordinal);
        return DmnModel.Load(main, isImporting ? [.. others.Select(Source)] : []);
    }

    internal static SourceText Source(FileInfo file) => new(file.Name, File.ReadAllText(file.FullName));

    private static DmnResult Asked(DmnModel model, ModelQuestion question)
    {
        var inputs = question.Input is null ? new Dictionary<string, FeelValue>(StringComparer.Ordinal)
            : Inputs(model, question.Input);
        return model.ServiceNames.Contains(question.Decision) && !model.DecisionNames.Contains(question.Decision)
            ? model.EvaluateService(question.Decision, inputs, question.IsExplained)
            : model.Evaluate(question.Decision, inputs, question.IsExplained);
    }

    private static IReadOnlyDictionary<string, FeelValue> Inputs(DmnModel model, FileInfo file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file.FullName));
        return json.RootElement.ValueKind == JsonValueKind.Object ? model.ReadInputs(json.RootElement)
            : throw new JsonException($"{file.Name}: JSON 须为对象 / must be a JSON object");
    }

    private static void Tell(IEnumerable<Diagnostic> diagnostics, string language)
    {
        foreach (var diagnostic in diagnostics)
            Console.Error.WriteLine(CaretRenderer.Render(diagnostic, language));
    }

    private static void Print(DmnResult result)
    {
        using var output = Console.OpenStandardOutput();
        using (var writer = new Utf8JsonWriter(output, Layout))
        {
            if (result.Explanation is { } explanation)
                Explained(writer, result.Value, explanation);
            else
                JsonValues.Write(writer, result.Value);
        }

        output.WriteByte((byte)'\n');
    }

    private static void Explained(Utf8JsonWriter writer, FeelValue value, Explanation explanation)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("value");
        JsonValues.Write(writer, value);
        writer.WriteStartObject("decisions");
        foreach (var decision in explanation.Decisions.DistinctBy(d => d.Name))
        {
            writer.WritePropertyName(decision.Name);
            JsonValues.Write(writer, decision.Value);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("tables");
        foreach (var table in explanation.Tables)
            Table(writer, table);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Table(Utf8JsonWriter writer, TableExplanation table)
    {
        writer.WriteStartObject();
        writer.WriteString("owner", table.Owner);
        writer.WriteString("hitPolicy", table.HitPolicy);
        writer.WriteStartObject("inputs");
        foreach (var (label, value) in table.Inputs.DistinctBy(i => i.Key))
        {
            writer.WritePropertyName(label);
            JsonValues.Write(writer, value);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("rules");
        foreach (var rule in table.Rules)
        {
            writer.WriteStartObject();
            writer.WriteNumber("number", rule.Number);
            writer.WriteBoolean("hit", rule.IsHit);
            if (rule.FailingCell is not null)
                writer.WriteString("failingCell", rule.FailingCell);
            if (rule.Annotation.Length > 0)
                writer.WriteString("annotation", rule.Annotation);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
