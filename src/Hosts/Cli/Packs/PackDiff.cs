using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Dmn;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Policies;
using Huoshui.Policies.Decisions;

namespace Huoshui.Cli.Packs;

/// <summary>What is asked of a comparison on the command line.</summary>
/// <param name="Pack">Id or folder of the pack.</param>
/// <param name="From">A date, a folder, or <c>FOLDER@DATE</c>.</param>
/// <param name="To">A date, a folder, or <c>FOLDER@DATE</c>.</param>
/// <param name="Output">The one output to compare; null for all.</param>
/// <param name="Portfolio">A CSV or Parquet file; null for none.</param>
/// <param name="IsJson">For machines.</param>
/// <param name="Language">zh or en.</param>
internal sealed record DiffQuestion(
    string Pack, string From, string To, string? Output, string? Portfolio, bool IsJson, string Language);

/// <summary><c>huoshui pack diff</c>: for whom two versions of a pack decide differently.</summary>
internal static class PackDiff
{
    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Compares and prints.</summary>
    /// <returns>Good whether or not there are differences; input failed if a version cannot decide, or rows of the
    /// portfolio cannot be read.</returns>
    public static int Run(DiffQuestion question)
    {
        if (Version(question, question.From, question.To, "--from") is not { } before
            || Version(question, question.To, question.From, "--to") is not { } after)
        {
            return ExitCodes.CouldNotRun;
        }

        var outputs = after.Decision.Outputs.Select(o => o.Name).ToList();
        if (question.Output is { } output && !outputs.Contains(output))
        {
            var among = NearName.Among(output, outputs);
            return Say.Wrong($"--output {output}：没有这项结论{among.Zh} / there is no such output{among.En}");
        }

        var difference = PackComparison.Of(before, after, question.Output);
        if (difference.Difference is not { } found)
        {
            foreach (var problem in difference.Problems)
                Console.Error.WriteLine(problem.ToLine(question.Language));
            return ExitCodes.InputFailed;
        }

        PortfolioCount? count = null;
        if (question.Portfolio is { } path)
        {
            try
            {
                count = PackPortfolio.Count(before, after, PortfolioFile.Read(path), question.Output);
            }
            catch (PortfolioException error)
            {
                return Say.Wrong($"--portfolio {path}：{error.Message}");
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return Say.Wrong($"--portfolio {path}: {Failure.Line(error)}");
            }
        }

        if (question.IsJson)
            PrintJson(before, after, found, count);
        else
            new PackDiffText(before, after, question.Output, question.Language).Print(found, count);
        return count?.Problems.Any(p => p.Severity == DiagnosticSeverity.Error) == true
            ? ExitCodes.InputFailed : ExitCodes.Good;
    }

    private static PackVersion? Version(DiffQuestion question, string text, string other, string option)
    {
        var (folder, date) = Split(text);
        if ((date ?? Split(other).Date) is not { } asOf)
        {
            Say.Wrong($"{option} {text}：应为日期 2025-06-30、文件夹，或 文件夹@日期 / must be a date, a folder, or FOLDER@DATE");
            return null;
        }

        if (PackSelection.Find(folder) is not { } selection)
        {
            Say.Wrong($"{option} {text}：没有这个文件夹，或它不在政策文件夹（有 systems.yaml）里 / "
                + "no such folder, or it is not within a policies folder (with systems.yaml)");
            return null;
        }

        var library = PolicyLibrary.Load(selection.Folder);
        var id = PackDecide.Trimmed(library, question.Pack);
        if (library.Pack(id) is { Decision: not null } pack)
            return new PackVersion(pack, asOf);
        foreach (var problem in library.Diagnostics.Where(
            d => d.Source?.Name.Contains(id, StringComparison.Ordinal) == true))
        {
            Console.Error.WriteLine(problem.ToLine(question.Language));
        }

        Say.Wrong($"{selection.Folder} 里没有决策包 {id} / has no decision pack of that name");
        return null;
    }

    // 2025-06-30 · folder · folder@2025-06-30
    private static (string? Folder, DateOnly? Date) Split(string text)
    {
        if (Date(text) is { } only)
            return (null, only);
        var at = text.LastIndexOf('@');
        return at > 0 && Date(text[(at + 1)..]) is { } date ? (text[..at], date) : (text, null);
    }

    private static DateOnly? Date(string text) => DateOnly.TryParseExact(
        text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static void PrintJson(
        PackVersion before, PackVersion after, DecisionDifference difference, PortfolioCount? count)
    {
        using var output = Console.OpenStandardOutput();
        using (var writer = new Utf8JsonWriter(output, Layout))
        {
            writer.WriteStartObject();
            writer.WriteString("pack", after.Pack.Id);
            Side(writer, "from", before);
            Side(writer, "to", after);
            writer.WriteBoolean("exact", difference.IsExact);
            writer.WriteStartArray("sampled");
            foreach (var name in difference.Sampled)
                writer.WriteStringValue(name);
            writer.WriteEndArray();
            writer.WriteStartArray("regions");
            foreach (var region in difference.Regions)
                Region(writer, region);
            writer.WriteEndArray();
            if (count is not null)
                Portfolio(writer, count);
            writer.WriteStartArray("diagnostics");
            foreach (var diagnostic in difference.Diagnostics.Concat(count?.Problems ?? []))
                Problem(writer, diagnostic);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    private static void Side(Utf8JsonWriter writer, string name, PackVersion version)
    {
        writer.WriteStartObject(name);
        writer.WriteString("asOf", version.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        writer.WriteString("version", version.Decision.PackHash);
        writer.WriteEndObject();
    }

    private static void Region(Utf8JsonWriter writer, ChangedRegion region)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("conditions");
        foreach (var (name, tests) in region.Conditions)
            writer.WriteString(name, tests);
        writer.WriteEndObject();
        writer.WriteStartObject("witness");
        foreach (var (name, value) in region.Witness)
        {
            writer.WritePropertyName(name);
            JsonValues.Write(writer, value);
        }

        writer.WriteEndObject();
        Value(writer, "before", region.Before);
        Value(writer, "after", region.After);
        writer.WriteEndObject();
    }

    private static void Value(Utf8JsonWriter writer, string name, FeelValue value)
    {
        writer.WritePropertyName(name);
        JsonValues.Write(writer, value);
    }

    private static void Portfolio(Utf8JsonWriter writer, PortfolioCount count)
    {
        writer.WriteStartObject("portfolio");
        writer.WriteNumber("rows", count.Rows);
        writer.WriteBoolean("counted", count.IsCounted);
        writer.WriteNumber("unreadable", count.Unreadable);
        writer.WriteNumber("changed", count.Changed);
        writer.WriteStartArray("totals");
        foreach (var total in count.Totals)
            Total(writer, total);
        writer.WriteEndArray();
        writer.WriteStartArray("changes");
        foreach (var change in count.Changes)
        {
            writer.WriteStartObject();
            writer.WriteString("output", change.Output);
            Value(writer, "before", change.Before);
            Value(writer, "after", change.After);
            writer.WriteNumber("rows", change.Rows);
            writer.WriteNumber("firstRow", change.FirstRow);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("changesLeftOut", count.ChangesLeftOut);
        writer.WriteNumber("problemsLeftOut", count.ProblemsLeftOut);
        writer.WriteEndObject();
    }

    private static void Total(Utf8JsonWriter writer, PortfolioTotal total)
    {
        writer.WriteStartObject();
        writer.WriteString("output", total.Output);
        writer.WriteString("unit", total.Unit);
        Sum(writer, "before", total.Before);
        Sum(writer, "after", total.After);
        Sum(writer, "difference", total.Difference);
        writer.WriteEndObject();
    }

    private static void Sum(Utf8JsonWriter writer, string name, decimal? sum)
    {
        if (sum is { } number)
            writer.WriteNumber(name, number);
        else
            writer.WriteNull(name);
    }

    private static void Problem(Utf8JsonWriter writer, Diagnostic diagnostic)
    {
        writer.WriteStartObject();
        writer.WriteString("code", diagnostic.Code);
        writer.WriteString("severity", diagnostic.Severity.ToString().ToLowerInvariant());
        writer.WriteString("zh", diagnostic.Message.Zh);
        writer.WriteString("en", diagnostic.Message.En);
        writer.WriteEndObject();
    }
}
