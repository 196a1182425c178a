using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Dmn;
using Huoshui.Policies;
using Huoshui.Policies.Decisions;

namespace Huoshui.Cli.Packs;

/// <summary>What is asked of a pack's decision on the command line.</summary>
internal sealed record DecideQuestion(string Pack, string AsOf, string Input, bool IsJson, string Language);

/// <summary><c>huoshui pack decide</c>: a pack's decision as of a date, in words or as JSON.</summary>
internal static class PackDecide
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Decides and prints.</summary>
    /// <returns>Input failed if nothing could be decided; a refusal is a good answer.</returns>
    public static int Run(DecideQuestion question)
    {
        var folder = PackSelection.Find(question.Pack)?.Folder ?? PolicyLibrary.FindFolder();
        var library = PolicyLibrary.Load(folder, ModelLoading.WhenAsked);
        var id = Trimmed(library, question.Pack);
        if (library.Pack(id) is not { Decision: { } decision } pack)
        {
            return NoPack(library, question);
        }

        if (decision.Check().Where(d => d.Severity == DiagnosticSeverity.Error).ToList() is { Count: > 0 } errors)
        {
            foreach (var error in errors)
                Console.Error.WriteLine(error.ToLine(question.Language));
            return Say.Wrong($"决策包 {pack.Id} 有错误，先修好：huoshui pack check / the pack has errors: mend it first");
        }

        if (!DateOnly.TryParseExact(question.AsOf, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None,
            out var asOf))
        {
            return Say.Wrong($"--as-of {question.AsOf}：应为 yyyy-MM-dd，如 2025-06-30 / must be like 2025-06-30");
        }

        if (question.Input != "-" && !File.Exists(question.Input))
            return Say.Wrong($"--input {question.Input}：{MissingFile.Words(question.Input)}");
        try
        {
            using var facts = JsonDocument.Parse(question.Input == "-" ? Console.In.ReadToEnd()
                : File.ReadAllText(question.Input, Strict));
            var request = new DecisionRequest(asOf, facts.RootElement, IsExplained: true);
            var answer = decision.Decide(request);
            var text = new AnswerText(decision, request, answer, question.Language);
            var nearest = decision.NearestApproval(request);
            var faults = DecisionCheck.WithoutClaims(pack).Count(d => d.Severity == DiagnosticSeverity.Error);
            if (faults > 0)
                Console.Error.WriteLine(Unchecked(pack, faults, question.Language));
            if (question.IsJson)
            {
                PrintJson(answer, text, nearest);
            }
            else
            {
                var changes = new NearestText(decision, request, text, question.Language).Of(nearest);
                Print(pack, answer, text, changes, question.Language);
            }

            return answer.IsDecided && faults == 0 ? ExitCodes.Good : ExitCodes.InputFailed;
        }
        catch (DecoderFallbackException)
        {
            return Say.Wrong(
                $"--input {question.Input}：不是 UTF-8，请另存为 UTF-8 / is not UTF-8: save it as UTF-8");
        }
        catch (JsonException error)
        {
            return Say.Wrong(
                $"--input {question.Input}：第 {error.LineNumber + 1} 行第 {error.BytePositionInLine + 1} 字节处不是 JSON，"
                + $"应为 {{\"事实\": 值}} / line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1} is not JSON; "
                + "write {\"fact\": value}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Say.Wrong($"--input {question.Input}: {Failure.Line(error)}");
        }
    }

    // Whoever writes a pack looks at its answers before its cases hold; nobody may rely on them.
    private static string Unchecked(PolicyPack pack, int faults, string language) => language == "en"
        ? $"this pack does not pass its check (errors: {faults}): the answer is not to be relied on; see huoshui pack check {pack.Id}"
        : $"这个政策包没有通过检查（错误 {faults} 个），结论不能用：huoshui pack check {pack.Id}";

    // A pack that is there and was refused is no unknown pack: what is wrong with it is told.
    private static int NoPack(PolicyLibrary library, DecideQuestion question)
    {
        var id = Trimmed(library, question.Pack);
        var selection = new PackSelection(library.Folder, id);
        var errors = library.Diagnostics.Where(d => id.Length > 0 && PackReport.Concerns(selection, d)
            && d.Severity != DiagnosticSeverity.Information).ToList();
        if (Directory.Exists(Path.Combine(library.Folder, id))
            && errors.Exists(d => d.Severity == DiagnosticSeverity.Error))
        {
            foreach (var error in errors)
                Console.Error.WriteLine(CaretRenderer.Render(error, question.Language));
            return ExitCodes.CouldNotRun;
        }

        var known = library.Packs.Where(p => p.Decision is not null).Select(p => p.Id).ToList();
        var near = NearName.Of(id, known);
        var (zh, en) = near is null ? (string.Empty, string.Empty)
            : ($"，是不是 {near}？", $"; did you mean {near}?");
        return Say.Wrong($"{library.Folder} 里没有决策包 {question.Pack}{zh}；有 {string.Join(", ", known)} / "
            + $"no such decision pack in that folder{en}");
    }

    internal static string Trimmed(PolicyLibrary library, string pack) =>
        Directory.Exists(pack) ? Path.GetRelativePath(library.Folder, Path.GetFullPath(pack)).Replace('\\', '/')
            : pack.Trim('/');

    private static void Print(
        PolicyPack pack, DecisionAnswer answer, AnswerText text, IReadOnlyList<string> nearest, string language)
    {
        var isEnglish = language == "en";
        Console.Out.WriteLine(
            $"{pack.Id}  {pack.Title.In(language)}  {pack.Decision!.AsOfTitle.In(language)} {answer.AsOf:yyyy-MM-dd}  "
            + $"{answer.PackHash[..12]}");
        foreach (var diagnostic in answer.Diagnostics)
            Console.Error.WriteLine(diagnostic.ToLine(language));
        if (!answer.IsDecided)
            Console.Out.WriteLine(isEnglish ? "nothing was decided" : "未作决定");
        foreach (var line in text.Outputs())
            Console.Out.WriteLine(line);
        Section(isEnglish ? "smallest change that would be approved" : "最小改动：怎样才能通过", nearest);
        Section(isEnglish ? "rules that matched" : "命中的规则", text.Rules());
        Section(isEnglish ? "parameters" : "参数", text.Parameters());
        Section(isEnglish ? "legal basis" : "依据", [.. pack.LegalBasis.Select(b => b.In(language))]);
    }

    private static void Section(string title, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
            return;
        Console.Out.WriteLine(title);
        foreach (var line in lines)
            Console.Out.WriteLine("  " + line);
    }

    private static void PrintJson(DecisionAnswer answer, AnswerText text, NearestChange? nearest)
    {
        using var output = Console.OpenStandardOutput();
        using (var writer = new Utf8JsonWriter(output, Layout))
        {
            writer.WriteStartObject();
            writer.WriteString("pack", answer.PackId);
            writer.WriteString("version", answer.PackHash);
            writer.WriteString("asOf", answer.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            writer.WriteBoolean("decided", answer.IsDecided);
            writer.WritePropertyName("answer");
            JsonValues.Write(writer, answer.Value);
            Texts(writer, "words", text.Outputs());
            Texts(writer, "missing", answer.MissingFacts);
            if (nearest is not null)
                Nearest(writer, nearest);
            Texts(writer, "rules", text.Rules());
            Texts(writer, "parameters", text.Parameters());
            writer.WriteStartArray("diagnostics");
            foreach (var diagnostic in answer.Diagnostics)
                Problem(writer, diagnostic);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    private static void Nearest(Utf8JsonWriter writer, NearestChange nearest)
    {
        writer.WriteStartObject("nearest");
        writer.WriteStartArray("changes");
        foreach (var change in nearest.Changes)
        {
            writer.WriteStartObject();
            writer.WriteString("fact", change.Input);
            writer.WritePropertyName("from");
            JsonValues.Write(writer, change.From);
            writer.WritePropertyName("to");
            JsonValues.Write(writer, change.To);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WritePropertyName("answer");
        JsonValues.Write(writer, nearest.Answer ?? Dmn.Feel.Values.FeelValue.Null);
        writer.WriteStartArray("diagnostics");
        foreach (var diagnostic in nearest.Diagnostics)
            Problem(writer, diagnostic);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Problem(Utf8JsonWriter writer, Diagnostic diagnostic)
    {
        writer.WriteStartObject();
        writer.WriteString("code", diagnostic.Code);
        writer.WriteString("zh", diagnostic.Message.Zh);
        writer.WriteString("en", diagnostic.Message.En);
        writer.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
