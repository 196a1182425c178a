using Huoshui.Diagnostics;
using Xunit;

namespace Huoshui.Policies.Tests;

public sealed class LoaderTests : IDisposable
{
    private readonly TinyPolicies _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void A_good_pack_loads_without_diagnostics() => Assert.Empty(_tiny.Load().Diagnostics);

    [Theory]
    [InlineData("returns/tiny/pack.yaml", "owner: {zh", "owner: [zh", PackCodes.YamlSyntax, 3)]
    [InlineData("returns/tiny/pack.yaml", "owner:", "onwer:", PackCodes.UnknownKey, 3)]
    [InlineData("returns/tiny/pack.yaml", "effective: {from: 2025-01-01}", "effective: {from: June}", PackCodes.WrongShape, 5)]
    [InlineData("returns/tiny/pack.yaml", "effective: {from: 2025-01-01}", "effective: {from: 2025-01-01, to: 2024-01-01}", PackCodes.WrongDates, 5)]
    [InlineData("returns/tiny/pack.yaml", "id: returns/tiny", "id: returns/other", PackCodes.IdIsNotFolder, 1)]
    [InlineData("returns/tiny/fields.csv", "sensitivity,check", "sensitivty,check", PackCodes.CsvColumns, 1)]
    [InlineData("returns/tiny/fields.csv", "TL,TL_STATE,状态,state,", "TL,TL_STATE,状态,state,,,", PackCodes.CsvLine, 4)]
    [InlineData("returns/tiny/fields.csv", "TL,TL_STATE,", "TL,TL_ID,", PackCodes.DuplicateId, 4)]
    [InlineData("returns/tiny/fields.csv", "2!n,state", "2!n,status", PackCodes.UnknownReference, 4)]
    [InlineData("returns/tiny/fields.csv", "an..20", "an-20", PackCodes.UnknownFormat, 2)]
    [InlineData("returns/tiny/fields.csv", "TB,TB_CODE", "TX,TB_CODE", PackCodes.UnknownReference, 11)]
    [InlineData("returns/tiny/keys.yaml", "required: [TL_ID", "required: [TL_IDD", PackCodes.UnknownReference, 3)]
    [InlineData("returns/tiny/keys.yaml", "orders: [[TL_START, TL_END]]", "orders: [[TL_START]]", PackCodes.WrongShape, 5)]
    [InlineData("returns/tiny/parameters.yaml", ", source: 某办法第一条", "", PackCodes.NoSource, 7)]
    [InlineData("returns/tiny/parameters.yaml", "  unit: day\n", "", PackCodes.NoUnit, 2)]
    [InlineData("returns/tiny/parameters.yaml", "value: 3", "value: three", PackCodes.WrongValue, 6)]
    [InlineData("returns/tiny/rules.yaml", "kind: 5", "kind: 15", PackCodes.WrongShape, 3)]
    [InlineData("returns/tiny/rules.yaml", "severity: fatal", "severity: grave", PackCodes.WrongShape, 3)]
    [InlineData("returns/tiny/checks/TL.vtl", "为{TL_BALANCE}", "为{TL_BALLANCE}", PackCodes.UnknownPlaceholder, 4)]
    [InlineData("returns/tiny/checks/TL.vtl", "is {TL_BALANCE}", "is { TL_BALANCE }", PackCodes.UnknownPlaceholder, 4)]
    [InlineData("returns/tiny/checks/TL.vtl", "客户{TL_BORROWER}", "客户{TL_BALANCE}", PackCodes.UnknownPlaceholder, 11)]
    [InlineData("returns/tiny/checks/TL.vtl", "客户{TL_BORROWER}", "客户{TL_BORROWER", PackCodes.UnknownPlaceholder, 11)]
    [InlineData("returns/tiny/checks/TL.vtl", "variable TL_OVERDUE", "variable TL_OVERDUE as days", PackCodes.UnknownPlaceholder, 4)]
    public void An_error_is_reported_with_its_code_and_line(string file, string old, string text, string code, int line)
    {
        _tiny.Replace(file, old, text);
        var found = _tiny.Load().Diagnostics.First(d => d.Code == code);
        Assert.Equal(("policies/" + file, line), (found.Source!.Name, found.Position!.Value.Line));
    }

    [Fact]
    public void A_pack_whose_message_nothing_fills_is_not_in_force()
    {
        _tiny.Replace("returns/tiny/checks/TL.vtl", "为{TL_BALANCE}", "为{TL_BALLANCE}");
        var library = _tiny.Load();
        var told = library.Diagnostics.Single(d => d.Code == PackCodes.UnknownPlaceholder);
        Assert.Null(library.Pack("returns/tiny"));
        Assert.Equal("{TL_BALLANCE}", told.Source!.Content.Substring(told.Span!.Value.Start, told.Span.Value.Length));
    }

    [Fact]
    public void Yaml_that_the_parser_itself_cannot_bear_is_an_error_and_no_crash()
    {
        _tiny.Replace("returns/tiny/pack.yaml", "owner: {zh", "owner: {zh, {");
        Assert.Contains(_tiny.Load().Diagnostics, d => d.Code == PackCodes.YamlSyntax);
    }

    [Fact]
    public void A_pack_with_an_error_is_not_in_force_at_the_first_load()
    {
        _tiny.Replace("returns/tiny/fields.csv", "an..20", "an-20");
        Assert.Null(_tiny.Load().Pack("returns/tiny"));
    }

    [Fact]
    public void The_last_good_version_stays_in_force_when_a_reload_finds_an_error()
    {
        var library = _tiny.Load();
        _tiny.Replace("returns/tiny/fields.csv", "an..20", "an-20");
        library.Reload();
        Assert.NotNull(library.Return("tiny"));
    }

    [Fact]
    public void A_reload_with_a_rule_that_does_not_compile_is_refused_with_its_position()
    {
        var library = _tiny.Load();
        _tiny.Replace("returns/tiny/checks/TL.vtl", "TL_OVERDUE > grace_days", "TL_OVERDUE > grace_dayz");
        Assert.False(library.Reload());
        Assert.Contains(library.Diagnostics, d => d.Source?.Name == "policies/returns/tiny/checks/TL.vtl" && d.Position?.Line == 2);
    }

    [Fact]
    public void A_good_change_comes_into_force_at_the_reload()
    {
        var library = _tiny.Load();
        _tiny.Replace("returns/tiny/parameters.yaml", "value: 3", "value: 4");
        library.Reload();
        Assert.Equal(4, library.Pack("returns/tiny")!.Parameters.Integer("grace_days", new DateOnly(2025, 6, 30)));
    }

    [Fact]
    public void The_hash_of_a_pack_changes_with_any_of_its_files()
    {
        var before = _tiny.Load().Pack("returns/tiny")!.Hash;
        _tiny.Replace("returns/tiny/README.md", "小例子", "小小例子");
        Assert.NotEqual(before, _tiny.Load().Pack("returns/tiny")!.Hash);
    }

    [Fact]
    public void A_folder_without_systems_yaml_says_so()
    {
        File.Delete(Path.Combine(_tiny.Folder, "systems.yaml"));
        Assert.Contains(_tiny.Load().Diagnostics, d => d.Code == PackCodes.FileMissing && d.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public void Header_aliases_hold_the_chinese_name_and_the_written_ones() =>
        Assert.Equal(["借据号", "loan", "note"], _tiny.Load().Return("tiny")!.Table("TL")!.Field("TL_ID")!.HeaderAliases);
}
