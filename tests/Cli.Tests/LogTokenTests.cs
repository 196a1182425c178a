using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>A log and a provider whose Ed25519 keys lie in a PKCS#11 token (SoftHSM2), by command.</summary>
public sealed class LogTokenTests : IDisposable
{
    private const string Module = "/usr/lib/softhsm/libsofthsm2.so";

    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-cli-token-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_log_in_a_token_is_created_signed_and_verified_and_a_wrong_PIN_is_told()
    {
        await TokenAsync();
        var created = await RunAsync("log", "create", "--dir", At("D"), "--origin", "log.example.cn/t", "--pkcs11", Uri("log-1"), "--pkcs11-generate");
        Assert.True(created.ExitCode == 0, created.ToString());
        await File.WriteAllTextAsync(At("lines"), "one\ntwo\n", Stop);
        Assert.Equal(0, (await RunAsync("log", "append", "--dir", At("D"), "--lines", At("lines"))).ExitCode);
        var signed = await RunAsync("log", "checkpoint", "--dir", At("D"));
        Assert.True(signed.ExitCode == 0, signed.ToString());
        Assert.Equal(0, (await RunAsync("log", "verify", At("D/checkpoint"), "--vkey", At("D/log.vkey"))).ExitCode);
        await File.WriteAllTextAsync(At("pin"), "9999", Stop);
        await File.AppendAllTextAsync(At("lines"), "three\n", Stop);
        var refused = await RunAsync("log", "checkpoint", "--dir", At("D"));
        Assert.True(refused.ExitCode == 1 && refused.Errors.Contains("LOG2022", StringComparison.Ordinal), refused.ToString());
        var missing = await RunAsync("log", "create", "--dir", At("E"), "--origin", "e", "--pkcs11", Uri("log-2").Replace("huoshui", "none", StringComparison.Ordinal));
        Assert.True(missing.ExitCode == 1 && missing.Errors.Contains("LOG2021", StringComparison.Ordinal), missing.ToString());
        Assert.False(Directory.Exists(At("E")));
    }

    [Fact]
    public async Task A_providers_key_in_a_token_is_rotated_to_another_of_the_token()
    {
        await TokenAsync();
        var created = await RunAsync(
            "border", "provider", "--dir", At("P"), "--name", "issuer.example.cn/a", "--title-zh", "甲", "--title-en", "A",
            "--licence", "1", "--pkcs11", Uri("issuer-1"), "--pkcs11-generate");
        Assert.True(created.ExitCode == 0, created.ToString());
        Assert.Equal(1, (await RunAsync("border", "rotate", "--provider", At("P"))).ExitCode); // it would leave the token
        Assert.Equal(1, (await RunAsync("border", "rotate", "--provider", At("P"), "--pkcs11", Uri("issuer-1"))).ExitCode);
        var rotated = await RunAsync("border", "rotate", "--provider", At("P"), "--pkcs11", Uri("issuer-2"), "--pkcs11-generate");
        Assert.True(rotated.ExitCode == 0, rotated.ToString());
        Assert.Contains("object=issuer-2", await File.ReadAllTextAsync(At("P/keys.json"), Stop), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private string Uri(string label) => $"pkcs11:token=huoshui;object={label}?module-path={Module}&pin-source=file:{At("pin")}";

    private async Task TokenAsync()
    {
        if (!File.Exists(Module) || !File.Exists("/usr/bin/softhsm2-util"))
            Assert.Skip("SoftHSM2 不在这里（apt-get install softhsm2，./check all 会做）/ SoftHSM2 is not here");
        Directory.CreateDirectory(At("tokens"));
        await File.WriteAllTextAsync(At("softhsm2.conf"), $"directories.tokendir = {At("tokens")}\nlog.level = ERROR\n", Stop);
        await File.WriteAllTextAsync(At("pin"), "2468\n", Stop);
        var start = HuoshuiProgram.Start("--init-token", "--free", "--label", "huoshui", "--pin", "2468", "--so-pin", "13579");
        start.FileName = "softhsm2-util";
        start.Environment["SOFTHSM2_CONF"] = At("softhsm2.conf");
        var made = await HuoshuiProgram.RunAsync(start, Stop);
        Assert.True(made.ExitCode == 0, made.ToString());
    }

    private Task<Outcome> RunAsync(params string[] arguments)
    {
        var start = HuoshuiProgram.Start(arguments);
        start.Environment["SOFTHSM2_CONF"] = At("softhsm2.conf");
        return HuoshuiProgram.RunAsync(start, Stop);
    }
}
