using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary><c>huoshui border … --lang</c>: a provider and an operator read one language, as holders and verifiers do.</summary>
public sealed class BorderLanguageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-lang-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_commands_of_provider_and_operator_speak_the_language_that_is_asked_for()
    {
        await File.WriteAllTextAsync(At("r.json"), """{"report_no":"R1","report_date":"2026-11-29","company":{"name":"A","usci":"91440300MA5EXAMPLE"},"summary":{"rating":"AA-","balance_yuan":"9100.00"}}""", Stop);
        Assert.Equal(0, (await HuoshuiProgram.RunAsync(Stop, "log", "create", "--dir", At("SZ"), "--origin", "sz.example.cn/x")).ExitCode);
        string[] issue = ["issue", "--scenario", "crossborder/creditreport", "--document", At("r.json"), "--purpose", "loan", "--log", At("SZ"), "--agreed"];
        await SpeaksAsync(0, "scenarios");
        await SpeaksAsync(0, "provider", "--dir", At("P"), "--name", "issuer.example.cn/a", "--title-zh", "甲", "--title-en", "A", "--licence", "1");
        await SpeaksAsync(2, [.. issue, "--provider", At("P"), "--out", At("p.zip")]); // XBD2011: nothing is published
        await SpeaksAsync(0, "publish", "--provider", At("P"), "--log", At("SZ"));
        await SpeaksAsync(0, [.. issue, "--provider", At("P"), "--out", At("p.zip")]);
        await SpeaksAsync(1, [.. issue, "--provider", At("P"), "--out", At("p.zip")]); // it is there
        await SpeaksAsync(1, "revoke", "--provider", At("P"), "--log", At("SZ"));
        await SpeaksAsync(0, "revoke", "--provider", At("P"), "--log", At("SZ"), "--package", At("p.zip"));
        await SpeaksAsync(1, "publish", "--provider", At("P"), "--log", At("SZ"), "--passphrase-file", At("r.json")); // LOG2010
        await SpeaksAsync(1, "publish", "--provider", At("P"), "--log", At("none")); // it has no passphrase
        await SpeaksAsync(1, "publish", "--provider", At("P"));
        await SpeaksAsync(0, "rotate", "--provider", At("P"));
        await SpeaksAsync(1, "serve", "--dir", At("none"), "--provider", At("P"), "--passphrase-file", At("r.json")); // LOG2003
    }

    private async Task SpeaksAsync(int exitCode, params string[] arguments)
    {
        var english = await HuoshuiProgram.RunAsync(Stop, ["border", .. arguments, "--lang", "en"]);
        Assert.True(english.ExitCode == exitCode, english.ToString());
        Assert.DoesNotMatch("[\u4e00-\u9fff]", (english.Output + english.Errors).Replace(_folder, string.Empty, StringComparison.Ordinal));
    }

    private string At(string name) => Path.Combine(_folder, name);
}
