using Huoshui.Diagnostics;
using Xunit;

namespace Huoshui.Policies.Tests;

public sealed class PackCheckTests : IDisposable
{
    private readonly TinyPolicies _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void A_good_pack_passes() => Assert.Empty(Check());

    [Theory]
    [InlineData("returns/tiny/checks/TL.vtl", "TL_OVERDUE > grace_days", "TL_OVERDUE > 3", PackCodes.NumberInScript, 2)]
    [InlineData("returns/tiny/rules.yaml", "  TL_0501:", "  TL_0502:", PackCodes.RuleNotRegistered, 9)]
    [InlineData("returns/tiny/rules.yaml", "  TL_0501:", "  TL_0502:", PackCodes.RuleNotWritten, 3)]
    [InlineData("returns/tiny/checks/TL.vtl", "\"{TL_OVERDUE} days overdue but the balance is {TL_BALANCE}\"", "\"\"", PackCodes.NoMessage, 2)]
    [InlineData("returns/tiny/cases.yaml", "expect: holds}\n  TL_0501", "expect: fails}\n  TL_0501", PackCodes.NoCases, 2)]
    [InlineData("returns/tiny/cases.yaml", "TB: [{TB_CODE: B}]", "TX: [{TB_CODE: B}]", PackCodes.UnknownReference, 7)]
    [InlineData("returns/tiny/cases.yaml", "TL_OVERDUE: 10", "TL_LATE: 10", PackCodes.UnknownReference, 4)]
    [InlineData("returns/tiny/cases.yaml", "expect: fails", "expect: explodes", PackCodes.WrongShape, 4)]
    public void A_fault_is_reported_with_its_code_and_line(string file, string old, string text, string code, int line)
    {
        _tiny.Replace(file, old, text);
        Assert.Contains(Check(), d => d.Code == code && d.Position?.Line == line);
    }

    [Fact]
    public void Every_code_has_a_line_on_its_reference_page()
    {
        var page = Path.Combine(PolicyLibrary.FindFolder(), "..", "docs", "reference", "pack-diagnostics.md");
        var text = File.ReadAllText(page);
        var codes = typeof(PackCodes).GetFields().Select(f => (string)f.GetRawConstantValue()!);
        Assert.DoesNotContain(codes, c => !text.Contains($"| {c} |", StringComparison.Ordinal));
    }

    private IReadOnlyList<Diagnostic> Check()
    {
        var library = _tiny.Load();
        return PackCheck.Run(library, library.Pack("returns/tiny")!);
    }
}
