using System.Runtime.InteropServices;
using System.Text;
using Huoshui.TransparencyLog.Checking;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLog.Tests.Oracles;
using Huoshui.TransparencyLogVerifier.Proofs;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Keys;

/// <summary>Signing keys in a PKCS#11 token: SoftHSM2, which has Ed25519 (CKM_EDDSA) and no SM2.</summary>
public sealed class TokenTests : IDisposable
{
    private const string Pin = "2468";
    private const string Module = "/usr/lib/softhsm/libsofthsm2.so";

    // One store of tokens a process: the module is initialised once, with the file that the environment names then.
    private static readonly Lazy<Task<string>> Store = new(CreateStoreAsync);
    private static int _labels;

    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-token-").FullName;

    [Fact]
    public async Task A_log_whose_key_lies_in_a_token_is_signed_verified_and_opened_again()
    {
        var uri = await UriAsync();
        var folder = Path.Combine(_folder, "log");
        var keys = LogKeys.Generate(TestLog.Origin, new TokenChoice(uri, IsGenerated: true));
        Assert.Equal(uri, keys.Token);
        await LogWriter.CreateAsync(folder, keys, TestLog.Passphrase);
        var opened = LogWriter.ReadKeys(folder, TestLog.Passphrase);
        Assert.Equal((keys.Ed25519.ToString(), keys.Sm2.ToString(), uri), (opened.Ed25519.ToString(), opened.Sm2.ToString(), opened.Token));
        await using (var writer = LogWriter.Open(folder, opened))
        {
            await TestLog.AppendAsync(writer, 0, 20);
            await writer.PublishAsync(TestLog.Stop);
        }

        var policy = new VerificationPolicy([keys.Ed25519, keys.Sm2, keys.Sm2.Twin()]);
        Assert.True(ProofVerifier.Verify(new LogReader(folder).Prove(7).ToArray(), policy).IsAccepted);
        Assert.False(LogCheck.Check(folder, [keys.Ed25519, keys.Sm2]).IsBroken);
    }

    [Fact]
    public async Task The_file_holds_where_the_key_lies_and_nothing_that_signs_for_it()
    {
        var uri = await UriAsync();
        var path = Path.Combine(_folder, "keys.json");
        var keys = StatementKeys.Generate("issuer.example.cn/a", new TokenChoice(uri, IsGenerated: true));
        keys.Write(path, "open sesame");
        using var json = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(path, TestLog.Stop));
        Assert.Equal(uri, json.RootElement.GetProperty("token").GetString());
        var read = StatementKeys.Read(path, "open sesame");
        Assert.True(read.Ed25519.Verify("text\n"u8, read.SignEd25519("text\n"u8.ToArray())));
        var (_, secret, _) = KeyFile.Read(path, "open sesame");
        var imitated = new Ed25519SigningKey(secret.AsSpan(0, Ed25519SigningKey.Bytes));
        Assert.False(read.Ed25519.Verify("text\n"u8, imitated.Sign("text\n"u8)));
        Assert.Equal("LOG2010", Code(() => StatementKeys.Read(path, "guess")));
    }

    [Fact]
    public async Task A_key_that_the_token_has_is_used_and_not_made_twice()
    {
        var uri = await UriAsync();
        Assert.Equal("LOG2023", Code(() => LogKeys.Generate("a", new TokenChoice(uri, IsGenerated: false))));
        var made = LogKeys.Generate("a", new TokenChoice(uri, IsGenerated: true));
        Assert.Equal("LOG2025", Code(() => LogKeys.Generate("a", new TokenChoice(uri, IsGenerated: true))));
        Assert.Equal(made.Ed25519.ToString(), LogKeys.Generate("a", new TokenChoice(uri, IsGenerated: false)).Ed25519.ToString());
    }

    [Fact]
    public async Task A_key_that_is_gone_or_exchanged_is_told_at_start()
    {
        var (uri, other) = (await UriAsync(), await UriAsync());
        var path = Path.Combine(_folder, "keys.json");
        LogKeys.Generate("a", new TokenChoice(uri, IsGenerated: true)).Write(path, "p");
        LogKeys.Generate("b", new TokenChoice(other, IsGenerated: true));
        Point(path, uri, other);
        Assert.Equal("LOG2024", Code(() => LogKeys.Read(path, "p"))); // it signs, but it is not the key of the log
        Point(path, other, await UriAsync());
        Assert.Equal("LOG2023", Code(() => LogKeys.Read(path, "p")));
    }

    [Fact]
    public async Task A_wrong_PIN_a_missing_token_and_a_missing_module_are_told_each_by_its_code()
    {
        var uri = await UriAsync("token=huoshui-wrong"); // a token to which nobody of this process has logged in
        var pin = Path.Combine(_folder, "pin");
        await File.WriteAllTextAsync(pin, "1111\n", TestLog.Stop);
        Assert.Equal("LOG2022", Choose(uri[..uri.IndexOf("pin-source", StringComparison.Ordinal)] + $"pin-source=file:{pin}"));
        Assert.Equal("LOG2022", Choose(uri[..uri.IndexOf("pin-source", StringComparison.Ordinal)] + $"pin-source=file:{pin}.none"));
        Assert.Equal("LOG2021", Choose(uri.Replace("huoshui-wrong", "no-such-token", StringComparison.Ordinal)));
        Assert.Equal("LOG2020", Choose(uri.Replace("libsofthsm2", "libnone", StringComparison.Ordinal)));
        Assert.Equal("LOG2020", Choose(uri.Replace(Module, pin, StringComparison.Ordinal)));
        Assert.Equal("LOG2023", Choose(uri)); // with the right PIN all is well but the key
    }

    [Fact]
    public async Task A_PIN_that_a_token_refused_is_not_offered_again_before_its_file_changes_so_the_token_is_not_locked()
    {
        var uri = await UriAsync("token=huoshui-pin");
        var pin = Path.Combine(_folder, "pin");
        await File.WriteAllTextAsync(pin, "1111\n", TestLog.Stop);
        var at = uri[..uri.IndexOf("pin-source", StringComparison.Ordinal)] + $"pin-source=file:{pin}";
        Assert.Equal("LOG2022", Choose(at));
        for (var i = 0; i < 20; i++)
        {
            var refused = Assert.Throws<LogRefusedException>(() => LogKeys.Generate("a", new TokenChoice(at, IsGenerated: false)));
            Assert.Equal("LOG2022", refused.Reason.Code);
            Assert.Contains("not tried again", refused.Reason.Message.En, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(pin, Pin + "\n", TestLog.Stop);
        Assert.Equal("LOG2023", Choose(at)); // logged in; there is no such key
    }

    [Fact]
    public async Task A_session_ends_with_its_keys_and_when_keys_were_refused_so_that_the_token_asks_for_the_PIN_again()
    {
        var uri = await UriAsync("token=huoshui-closed");
        var (path, pin) = (Path.Combine(_folder, "keys.json"), Path.Combine(_folder, "pin"));
        await File.WriteAllTextAsync(pin, Pin + "\n", TestLog.Stop);
        var at = uri[..uri.IndexOf("pin-source", StringComparison.Ordinal)] + $"pin-source=file:{pin}";
        using (var keys = StatementKeys.Generate("a", new TokenChoice(at, IsGenerated: true)))
            keys.Write(path, "p");
        using (var read = StatementKeys.Read(path, "p"))
            Assert.Equal("LOG2025", Code(() => StatementKeys.Generate("a", new TokenChoice(at, IsGenerated: true))));
        await File.WriteAllTextAsync(pin, "1111\n", TestLog.Stop);
        Assert.Equal("LOG2022", Code(() => StatementKeys.Read(path, "p"))); // a session that stayed would be logged in still
    }

    [Theory]
    [InlineData("token:huoshui")]
    [InlineData("pkcs11:token=huoshui;object=k")]
    [InlineData("pkcs11:token=huoshui;object=k?module-path=/m.so")]
    [InlineData("pkcs11:token=huoshui?module-path=/m.so&pin-source=file:/p")]
    [InlineData("pkcs11:token=huoshui;object=k?module-path=/m.so&pin-source=file:/p&pin-value=1234")]
    public void A_URI_that_does_not_say_enough_or_holds_the_PIN_is_refused(string uri) => Assert.Equal("LOG2019", Choose(uri));

    [Fact]
    public void A_refused_URI_is_told_without_the_PIN_that_stands_in_it()
    {
        var refusal = Assert.Throws<LogRefusedException>(
            () => LogKeys.Generate("a", new TokenChoice("pkcs11:token=huoshui;object=k?module-path=/m.so&pin-source=file:/p&pin-value=998877", IsGenerated: false)));
        Assert.DoesNotContain("998877", refusal.Reason.Message.Zh + refusal.Reason.Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_of_a_token_sign_from_many_threads_at_once()
    {
        var keys = StatementKeys.Generate("a", new TokenChoice(await UriAsync(), IsGenerated: true));
        await Parallel.ForAsync(0, 64, TestLog.Stop, (i, _) =>
        {
            var message = Encoding.UTF8.GetBytes($"message {i}\n");
            Assert.True(keys.Ed25519.Verify(message, keys.SignEd25519(message)));
            return ValueTask.CompletedTask;
        });
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Point(string path, string from, string to)
    {
        var text = File.ReadAllText(path).Replace("\\u0026", "&", StringComparison.Ordinal);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }

    private static string Choose(string uri) => Code(() => LogKeys.Generate("a", new TokenChoice(uri, IsGenerated: false)));

    private static string Code(Action action) => Assert.Throws<LogRefusedException>(action).Reason.Code;

    /// <summary>A place for a new key.</summary>
    private static async Task<string> UriAsync(string token = "token=huoshui")
    {
        if (!File.Exists(Module) || ForeignProgram.Find("softhsm2-util") is null)
            Assert.Skip("SoftHSM2 不在这里（apt-get install softhsm2，./check all 会做）/ SoftHSM2 is not here");
        var store = await Store.Value;
        return $"pkcs11:{token};object=key-{Interlocked.Increment(ref _labels)}?module-path={Module}&pin-source=file:{store}/pin";
    }

    private static async Task<string> CreateStoreAsync()
    {
        var store = Directory.CreateTempSubdirectory("huoshui-softhsm-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(store, recursive: true);
        Directory.CreateDirectory(Path.Combine(store, "tokens"));
        await File.WriteAllTextAsync(Path.Combine(store, "pin"), Pin + "\n", TestLog.Stop);
        var configuration = Path.Combine(store, "softhsm2.conf");
        await File.WriteAllTextAsync(configuration, $"directories.tokendir = {store}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n", TestLog.Stop);
        Assert.Equal(0, SetNativeVariable("SOFTHSM2_CONF", configuration, 1)); // .NET's own variables do not reach native code, only children
        Environment.SetEnvironmentVariable("SOFTHSM2_CONF", configuration);
        foreach (var label in new[] { "huoshui", "huoshui-wrong", "huoshui-pin", "huoshui-closed" })
        {
            var (exitCode, output) = await ForeignProgram.RunAsync(
                "softhsm2-util", "--init-token", "--free", "--label", label, "--pin", Pin, "--so-pin", "13579");
            Assert.True(exitCode == 0, output);
        }

        return store;
    }

#pragma warning disable SYSLIB1054, CA2101 // LibraryImport would need unsafe code
    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetNativeVariable(string name, string value, int overwrite);
}
