using System.Text.RegularExpressions;
using Huoshui.Cli.Packs;
using Huoshui.Diagnostics;
using Huoshui.Policies;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>The whole example of docs/analyst/decision-packs.md, copied into an empty folder as an analyst would. With
/// HUOSHUI_UPDATE=1 the answers are written into the text.</summary>
public sealed partial class PackTextTests : IDisposable
{
    private const string Chapter = "## 七、";

    private static readonly string Guide = Path.Combine(HuoshuiProgram.Root, "docs/analyst/decision-packs.md");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("huoshui-guide-");

    public PackTextTests()
    {
        foreach (Match file in ExampleFile().Matches(Example))
        {
            var path = Path.Combine(_folder.FullName, file.Groups["name"].Value);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Groups["text"].Value);
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Example => File.ReadAllText(Guide)[File.ReadAllText(Guide).IndexOf(Chapter, StringComparison.Ordinal)..];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_whole_example_of_the_guide_answers_in_an_empty_folder_as_printed()
    {
        var printed = Answers().Match(Example).Groups["text"].Value;
        var commands = printed.Split('\n').Where(l => l.StartsWith("huoshui ", StringComparison.Ordinal)).ToList();
        var answered = await Task.WhenAll(commands.Select(RunAsync));
        var told = string.Concat(answered.Select(a => a.Text));
        if (Environment.GetEnvironmentVariable("HUOSHUI_UPDATE") == "1")
            await File.WriteAllTextAsync(Guide, (await File.ReadAllTextAsync(Guide, Stop)).Replace(printed, told, StringComparison.Ordinal), Stop);

        Assert.Equal(5, commands.Count);
        Assert.Equal(printed, told);
        Assert.Equal([0, 0, 0, 0, 2], answered.Select(a => a.ExitCode));
    }

    [Fact]
    public void What_is_found_stands_in_the_order_of_files_and_a_refusal_comes_last()
    {
        Replace("policies/systems.yaml", "packs: [tech/limit]", "packs: []");
        Replace("policies/tech/limit/parameters.yaml", "unit: yuan", "unit: doubloon");
        Replace("policies/tech/limit/cases.yaml", "outcome: granted, reasons", "outcom: granted, reasons");
        Assert.Equal([PackCodes.NotRegistered, PackCodes.NoUnit, PackCodes.UnknownReference], Codes());
        Replace("policies/tech/limit/pack.yaml", "owner:", "owner：");
        Assert.Equal([PackCodes.YamlSyntax, PackCodes.Refused], Codes());
    }

    [Fact]
    public void A_portfolio_lists_codes_by_their_words_and_says_how_many_it_leaves_out()
    {
        var count = new Policies.Decisions.PortfolioCount(90, 30, 60,
            [.. Enumerable.Range(0, PackDiffText.MostChanges + 1).Select(i => new Policies.Decisions.PortfolioChange(
                "reasons", Dmn.Feel.Values.FeelValue.From("over_limit"), Dmn.Feel.Values.FeelValue.From("outside"), 1, i + 2))],
            [.. Enumerable.Range(0, PackDiffText.MostProblems + 3).Select(i => Diagnostic.Error(PackCodes.PortfolioRow, $"第 {i}", $"row {i}"))])
        {
            ChangesLeftOut = 4,
            ProblemsLeftOut = 5,
        };
        var pack = PolicyLibrary.Load(Path.Combine(_folder.FullName, "policies")).Pack("tech/limit")!;
        var version = new Policies.Decisions.PackVersion(pack, new DateOnly(2025, 1, 1));
        var text = new PackDiffText(version, version, output: null, "zh");

        Assert.Equal("  不符合之处 金额…超过… → 不在本市登记  1 行（首见第 2 行）", text.Counted(count)[1]);
        Assert.Equal("  …… 另有 5 种变化，用 --json 看", text.Counted(count)[^1]);
        Assert.Equal(PackDiffText.MostChanges + 2, text.Counted(count).Count);
        Assert.Equal("…… 另有 8 处，用 --json 列出", text.Problems(count)[^1]);
        Assert.Equal(PackDiffText.MostProblems + 1, text.Problems(count).Count);
    }

    [Theory]
    [InlineData("zh", "  额度 合计 1,200,000元 → 1,500,000元（+300,000元）", "  额度 50,000元 → 60,000元  7 行（首见第 2 行）", "  额度 …… 另有 2 种，共 3 行，用 --json 看")]
    [InlineData("en", "  limit total 1,200,000 yuan → 1,500,000 yuan (+300,000 yuan)", "  limit 50,000 yuan → 60,000 yuan  7 (first: row 2)", "  limit … and 2 more pairs, 3 rows; use --json")]
    public void A_portfolio_lists_pairs_of_numbers_with_their_unit_and_the_total_of_money(
        string language, string total, string first, string rest)
    {
        Replace("policies/tech/limit/pack.yaml", "  wording:", "    limit_yuan: {title: {zh: 额度, en: limit}, unit: yuan}\n  wording:");
        var version = new Policies.Decisions.PackVersion(PolicyLibrary.Load(Path.Combine(_folder.FullName, "policies")).Pack("tech/limit")!, new DateOnly(2025, 1, 1));
        var changes = Enumerable.Range(1, 7).Reverse().Select(rows => new Policies.Decisions.PortfolioChange(
            "limit_yuan", Dmn.Feel.Values.FeelValue.From(43_000m + (1_000 * rows)), Dmn.Feel.Values.FeelValue.From(60_000m), rows, 9 - rows));
        var count = new Policies.Decisions.PortfolioCount(28, 0, 28, [.. changes], []) { Totals = [new("limit_yuan", "yuan", 1_200_000, 1_500_000)] };

        var lines = new PackDiffText(version, version, output: null, language).Counted(count);
        Assert.Equal([total, first], lines.Skip(1).Take(2));
        Assert.Equal((rest, PackDiffText.MostNumbers + 3), (lines[^1], lines.Count));
    }

    [Fact]
    public void A_summary_marks_what_is_illustrative()
    {
        Replace("policies/tech/limit/parameters.yaml", "source: 某办法第二条", "illustrative: true");
        var pack = PolicyLibrary.Load(Path.Combine(_folder.FullName, "policies")).Pack("tech/limit")!;
        var lines = DecisionSummary.Lines(pack, pack.Decision!, "en");
        Assert.Contains("    from 2024-01-01 1,000  illustrative", lines);
        Assert.Contains("  amount_yuan  amount  number, yuan, at least 0", lines);
        Assert.Equal("illustrative (no public source): amount_max_yuan", lines[^1]);
    }

    [Fact]
    public void A_file_that_is_not_there_is_told_with_where_it_was_looked_for_and_what_lies_near()
    {
        Assert.EndsWith($"looked for it at {_folder.FullName}/fact.json; did you mean facts.json?", MissingFile.Words(Path.Combine(_folder.FullName, "fact.json")), StringComparison.Ordinal);
        Assert.Contains("没有这个文件", MissingFile.Words(Path.Combine(_folder.FullName, "none", "facts.json")), StringComparison.Ordinal);
        Assert.Contains("没有写文件名", MissingFile.Words(string.Empty), StringComparison.Ordinal);
        Assert.Contains("这是文件夹", MissingFile.Words(_folder.FullName), StringComparison.Ordinal);
    }

    [Fact]
    public void A_note_is_broken_for_a_terminal_at_blanks_and_between_Chinese_signs_and_keeps_its_text()
    {
        var line = "声明“term_years 越高，outcome 不升”没有反例，" + string.Join(", ", Enumerable.Repeat("merger_loan_yuan", 12)) + " 参与计算，不能只凭断点比较。";
        var lines = WrappedText.Of(line).Split('\n');
        Assert.All(lines, l => Assert.InRange(CaretRenderer.Width(l), 1, WrappedText.Columns));
        Assert.All(lines.Skip(1), l => Assert.DoesNotContain(l.TrimStart()[0], "，。；：、）”,."));
        Assert.Equal(line.Replace(" ", "", StringComparison.Ordinal), string.Concat(lines).Replace(" ", "", StringComparison.Ordinal));
    }

    private async Task<(string Text, int ExitCode)> RunAsync(string command)
    {
        var start = HuoshuiProgram.Start(command.Split(' ')[1..]);
        start.WorkingDirectory = _folder.FullName;
        start.Environment.Remove("HUOSHUI_POLICIES");
        var outcome = await HuoshuiProgram.RunAsync(start, Stop);
        return ($"{command}\n{outcome.Output}{outcome.Errors}", outcome.ExitCode);
    }

    private IEnumerable<string> Codes() =>
        PackReport.Run(PackSelection.Find(Path.Combine(_folder.FullName, "policies/tech/limit"))!, Stop).Diagnostics.Select(d => d.Code);

    private void Replace(string file, string old, string text)
    {
        var path = Path.Combine(_folder.FullName, file);
        Assert.Contains(old, File.ReadAllText(path), StringComparison.Ordinal);
        File.WriteAllText(path, File.ReadAllText(path).Replace(old, text, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^`(?<name>[\w./]+)`[^\n]*：\n\n```\w+\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ExampleFile();

    [GeneratedRegex(@"^```\n(?<text>huoshui .*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Answers();
}
