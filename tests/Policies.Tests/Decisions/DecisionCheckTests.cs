using Huoshui.Policies.Decisions;
using Huoshui.Policies.Mutation;
using Xunit;

namespace Huoshui.Policies.Tests.Decisions;

public sealed class DecisionCheckTests : IDisposable
{
    [Theory]
    [InlineData("rates[item.class = kind][1].rate", "rates[item.class = kind][1].rate + number(\"45\")", PackCodes.NumberInModel)]
    [InlineData("rates[item.class = kind][1].rate", "if duration(\"P12M\") = null then 0 else rates[item.class = kind][1].rate", PackCodes.NumberInModel)]
    [InlineData("amount_yuan &gt; amount_max_yuan or note", "amount_yuan &gt; 1 or note", PackCodes.Unread)]
    [InlineData("<text>\"granted\"</text>", "<text>\"grnted\"</text>", PackCodes.UnknownReference)]
    [InlineData("<text>true</text>", "<text>1,000</text>", PackCodes.CellMisread)]
    [InlineData("<text>true</text>", "<text>5-9</text>", PackCodes.CellMisread)]
    public void What_hides_a_value_or_a_code_in_a_model_is_found(string old, string text, string code)
    {
        using var tiny = new TinyDecision();
        tiny.Files.Replace("tech/limit/decision.dmn", old, text);
        Assert.Contains(DecisionCheck.Run(tiny.Files.Load().Pack(TinyDecision.Id)!), d => d.Code == code);
    }

    [Fact]
    public void An_optional_fact_needs_a_case_without_it_and_a_claim_needs_a_fact_with_an_order()
    {
        using var tiny = new TinyDecision();
        tiny.Files.Replace("tech/limit/cases.yaml", "given: {amount_yuan: 2000, kind: a}", "given: {amount_yuan: 2000, kind: a, note: x}");
        Assert.Contains(DecisionCheck.Run(tiny.Files.Load().Pack(TinyDecision.Id)!), d => d.Code == PackCodes.NoCases && d.Message.Zh.Contains("note", StringComparison.Ordinal));
        tiny.Files.Replace("tech/limit/pack.yaml", "  outputs:\n", "  monotonic: [{fact: kind, output: rate, never: rises}]\n  outputs:\n");
        Assert.Contains(tiny.Files.Load().Diagnostics, d => d.Code == PackCodes.WrongValue && d.Message.Zh.Contains("没有高低", StringComparison.Ordinal));
    }

    private readonly TinyDecision _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData("pack.yaml", "  answer: answer", "  answer: reply", PackCodes.UnknownReference)]
    [InlineData("pack.yaml", "  answer: answer\n", "", PackCodes.MissingKey)]
    [InlineData("pack.yaml", "type: number, unit: yuan", "type: amount, unit: yuan", PackCodes.WrongValue)]
    [InlineData("pack.yaml", "unit: yuan", "unit: doubloon", PackCodes.NoUnit)]
    [InlineData("pack.yaml", "optional: true", "maybe: true", PackCodes.UnknownKey)]
    [InlineData("pack.yaml", "    note: {", "    remark: {", PackCodes.Unread)]
    [InlineData("parameters.yaml", "amount_max_yuan:", "amount_yuan:", PackCodes.DuplicateId)]
    [InlineData("parameters.yaml", "{from: 2025-01-01, value: 2000", "{from: 2024-01-01, value: 2000", PackCodes.DuplicateId)]
    [InlineData("pack.yaml", "en: amount}", "en: ''}", PackCodes.MissingKey)]
    [InlineData("tables/rates.csv", ",class,", ",kind,", PackCodes.DuplicateId)]
    [InlineData("pack.yaml", "金额{amount_yuan}超过", "金额{amount}超过", PackCodes.UnknownReference)]
    [InlineData("tables/rates.csv", ",,某办法第三条,", ",,,", PackCodes.NoSource)]
    [InlineData("tables/rates.csv", "3.5", "three", PackCodes.WrongValue)]
    [InlineData("tables/rates.csv", "2024-01-01,,某办法", "June,,某办法", PackCodes.CsvLine)]
    [InlineData("decision.dmn", "amount_yuan &gt; amount_max_yuan", "amount_yuan &gt;", "DMN2002")]
    [InlineData("decision.dmn", "href=\"#in_kind\"", "href=\"#in_sort\"", "DMN1004")]
    [InlineData("decision.dmn", "name=\"note\"", "name=\"remark\"", PackCodes.UnknownReference)]
    [InlineData("decision.dmn", "</definitions>", "", "DMN1001")]
    public void A_fault_refuses_the_pack_with_code_file_and_line(string file, string old, string text, string code)
    {
        _tiny.Files.Replace("tech/limit/" + file, old, text);
        var library = _tiny.Files.Load();
        Assert.Null(library.Pack(TinyDecision.Id));
        Assert.Contains(library.Diagnostics, d => d.Code == code && d.Source!.Name.StartsWith("policies/tech/limit/", StringComparison.Ordinal));

        // A command that needs one pack loads the models when asked, and looks at that one.
        var later = PolicyLibrary.Load(_tiny.Files.Folder, ModelLoading.WhenAsked);
        Assert.Contains(
            later.Diagnostics.Concat(later.Pack(TinyDecision.Id)?.Decision?.Check() ?? []), d => d.Code == code);
    }

    [Fact]
    public void A_table_saved_in_another_encoding_is_refused_and_says_how_to_save_it()
    {
        File.WriteAllBytes(Path.Combine(_tiny.Files.Folder, "tech/limit/tables/rates.csv"), [0xC4, 0xB3, 0xB0, 0xEC, 0xB7, 0xA8]);
        var wrong = Assert.Single(_tiny.Files.Load().Diagnostics, d => d.Code == PackCodes.FileUnreadable);
        Assert.Contains("UTF-8", wrong.Message.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_breaks_leaves_the_last_good_pack_in_force()
    {
        var library = _tiny.Files.Load();
        _tiny.Files.Replace("tech/limit/decision.dmn", "amount_yuan &gt; amount_max_yuan", "amount_yuan &gt;");
        Assert.False(library.Reload());
        Assert.True(library.Pack(TinyDecision.Id)!.Decision!.Decide(TinyDecision.Request("""{"amount_yuan": 1, "kind": "a"}""")).IsDecided);
    }

    [Fact]
    public void A_command_that_decides_nothing_is_not_held_up_by_a_broken_model_and_still_gets_no_decision()
    {
        _tiny.Files.Replace("tech/limit/decision.dmn", "</definitions>", "");
        var library = PolicyLibrary.Load(_tiny.Files.Folder, ModelLoading.WhenAsked);
        Assert.Empty(library.Diagnostics);
        var answer = library.Pack(TinyDecision.Id)!.Decision!.Decide(TinyDecision.Request("""{"amount_yuan": 1, "kind": "a"}"""));
        Assert.False(answer.IsDecided);
        Assert.NotEmpty(answer.Diagnostics);
    }

    [Fact]
    public void A_pack_without_a_model_says_which_file_is_missing()
    {
        File.Delete(Path.Combine(_tiny.Files.Folder, "tech/limit/decision.dmn"));
        Assert.Contains(_tiny.Files.Load().Diagnostics, d => d.Code == PackCodes.FileMissing);
    }

    [Theory]
    [InlineData("decision.dmn", "amount_yuan &gt; amount_max_yuan", "amount_yuan &gt; 2000", PackCodes.NumberInModel)]
    [InlineData("decision.dmn", "note = \"no\"", "note = string(today())", PackCodes.ClockInModel)]
    [InlineData("cases.yaml", "rate: 3.5", "rate: 3.6", PackCodes.CaseFailed)]
    [InlineData("cases.yaml", "cannot: PAK1024", "cannot: PAK1027", PackCodes.CaseFailed)]
    [InlineData("cases.yaml", "expect: {rate: 4}", "expects: {rate: 4}", PackCodes.UnknownKey)]
    [InlineData("cases.yaml", "name: 乙类利率", "name: 旧上限", PackCodes.DuplicateId)]
    [InlineData("pack.yaml", "    granted:", "    granted_:", PackCodes.CaseFailed)]
    [InlineData("pack.yaml", "    granted:", "    late: {zh: 太迟, en: late}\n    granted:", PackCodes.NoCases)]
    [InlineData("pack.yaml", "    rate: {title", "    price: {title", PackCodes.CaseFailed)]
    [InlineData("decision.dmn", "rates[item.class = kind][1].rate", "rates[item.class = kind][0].rate", PackCodes.CaseFailed)]
    [InlineData("decision.dmn", "<inputEntry><text>false", "<inputEntry><text>true", "DMN5002")]
    public void What_loads_and_is_wrong_all_the_same_is_found_by_the_check(string file, string old, string text, string code)
    {
        _tiny.Files.Replace("tech/limit/" + file, old, text);
        var library = _tiny.Files.Load();
        var found = PackCheck.Run(library, library.Pack(TinyDecision.Id)!);
        Assert.True(found.Any(d => d.Code == code), string.Join('\n', found.Select(d => d.ToLine("en"))));
    }

    [Fact]
    public void Cases_that_guard_every_rule_and_number_leave_no_survivor()
    {
        var report = PackMutation.Run(_tiny.Files.Load(), _ => true, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(report.Survivors, s => !s.Message.En.Contains("\"or\"", StringComparison.Ordinal) && !s.Message.En.Contains("[1]", StringComparison.Ordinal));
        Assert.InRange(report.Mutants, 20, 40);
    }

    [Fact]
    public void A_number_that_no_case_guards_survives_with_its_place()
    {
        _tiny.Files.Replace("tech/limit/cases.yaml", "expect: {rate: 4}", "expect: {outcome: granted}");
        var report = PackMutation.Run(_tiny.Files.Load(), id => id == TinyDecision.Id, TestContext.Current.CancellationToken);
        Assert.Contains(report.Survivors, s => s.Source!.Name == "policies/tech/limit/tables/rates.csv" && s.Position!.Value.Line == 3);
        Assert.True(report.KilledPercent < 100);
    }

    [Fact]
    public void Nothing_is_tried_while_a_case_fails_unchanged()
    {
        _tiny.Files.Replace("tech/limit/cases.yaml", "rate: 3.5", "rate: 3.6");
        var report = PackMutation.Run(_tiny.Files.Load(), _ => true, TestContext.Current.CancellationToken);
        Assert.Equal((0, 0m), (report.Mutants, report.KilledPercent));
        Assert.Equal(PackCodes.CaseFailed, Assert.Single(report.Survivors).Code);
    }

    [Fact]
    public void A_template_is_tried_against_every_pack_that_uses_it_and_on_disk_nothing_changes()
    {
        _tiny.Files.Write("templates/limit/decision.dmn", TinyDecision.Model);
        _tiny.Files.Replace("tech/limit/pack.yaml", "  answer: answer", "  answer: answer\n  template: limit");
        File.Delete(Path.Combine(_tiny.Files.Folder, "tech/limit/decision.dmn"));
        var report = PackMutation.Run(_tiny.Files.Load(), _ => true, TestContext.Current.CancellationToken);
        Assert.True(report.KilledPercent > 80);
        Assert.InRange(report.TemplateMutants, 1, report.Mutants - 1);
        Assert.Empty(report.LeftOut);
        Assert.Equal(TinyDecision.Model, File.ReadAllText(Path.Combine(_tiny.Files.Folder, "templates/limit/decision.dmn")));
    }

    [Fact]
    public void A_template_that_other_packs_use_too_is_left_out_and_named_unless_it_is_chosen_itself()
    {
        UseTemplateTwice();
        var library = _tiny.Files.Load();
        var one = PackMutation.Run(library, id => id == TinyDecision.Id, TestContext.Current.CancellationToken);
        var template = PackMutation.Run(library, id => id == "templates/limit", TestContext.Current.CancellationToken);

        var left = Assert.Single(one.LeftOut);
        Assert.Equal(("limit", 0, "tech/limit, tech/second"), (left.Name, one.TemplateMutants, string.Join(", ", left.Packs)));
        Assert.Equal((left.Mutants, left.Mutants, 2), (template.Mutants, template.TemplateMutants, template.Packs));
        Assert.DoesNotContain(one.Survivors, s => s.Source!.Name.StartsWith("policies/templates/", StringComparison.Ordinal));
    }

    private void UseTemplateTwice()
    {
        _tiny.Files.Write("templates/limit/decision.dmn", TinyDecision.Model);
        _tiny.Files.Replace("tech/limit/pack.yaml", "  answer: answer", "  answer: answer\n  template: limit");
        var folder = Path.Combine(_tiny.Files.Folder, "tech/limit");
        File.Delete(Path.Combine(folder, "decision.dmn"));
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            _tiny.Files.Write("tech/second/" + Path.GetRelativePath(folder, file), File.ReadAllText(file));
        _tiny.Files.Replace("tech/second/pack.yaml", "id: tech/limit", "id: tech/second");
    }

    [Fact]
    public void The_cases_of_the_packs_notice_95_percent_of_all_changes()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("HUOSHUI_SLOW_TESTS") == "1", "set HUOSHUI_SLOW_TESTS=1 to run it (a minute)");
        var library = PolicyLibrary.Load(PolicyLibrary.FindFolder());
        var report = PackMutation.Run(library, _ => true, TestContext.Current.CancellationToken);
        Assert.True(report.KilledPercent >= 95, string.Join('\n', report.Survivors.Select(s => s.ToLine("en"))));
    }
}
