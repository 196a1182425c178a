using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Oracles;

/// <summary>npm sm-crypto and we agree on SM3 and SM2, beside OpenSSL: another language, another library.</summary>
public sealed class SmCryptoTests
{
    private const string Id = "1234567812345678";
    private const int Signatures = 24; // enough that r and s have had leading zeros and high bits

    [Fact]
    public async Task SM3_is_that_of_sm_crypto()
    {
        var messages = new[] { 0, 1, 55, 56, 63, 64, 65, 119, 120, 257, 5000 }
            .Select(length => Enumerable.Range(0, length).Select(i => (byte)(i * 7 % 256)).ToArray()).ToList();
        var answers = await AskAsync(messages.Select(m => Question("sm3", m)));
        Assert.Equal(messages.Select(m => TreeHash.Sm3.Of(m).ToString()), answers.Select(a => (string?)a));
    }

    [Fact]
    public async Task We_verify_what_sm_crypto_signed_and_it_verifies_what_we_signed()
    {
        var secrets = Enumerable.Range(0, Signatures).Select(_ => Sm2SigningKey.Generate()).ToList();
        var messages = secrets.Select((_, i) => System.Text.Encoding.UTF8.GetBytes($"活水 {i}")).ToList();
        var theirs = await AskAsync(secrets.Select((key, i) => Question("sign", messages[i], key)));
        for (var i = 0; i < Signatures; i++)
        {
            var key = Sm2Key.TryRead(secrets[i].PublicKey)!;
            var signature = Convert.FromHexString((string)theirs[i]!);
            Assert.True(key.Verify(messages[i], signature), $"{i}: {theirs[i]}");
            Assert.False(key.Verify(messages[(i + 1) % Signatures], signature));
        }

        var ours = await AskAsync(secrets.Select((key, i) => Question("verify", messages[i], key, key.Sign(messages[i]))));
        Assert.All(ours, answer => Assert.True((bool)answer!));
    }

    [Fact]
    public async Task Sm_crypto_derives_the_same_points_from_private_keys()
    {
        var keys = Enumerable.Range(0, Signatures).Select(_ => Sm2SigningKey.Generate()).ToList();
        var points = await AskAsync(keys.Select(key => Question("point", [], key)));
        Assert.Equal(keys.Select(k => Convert.ToHexStringLower(k.PublicKey)), points.Select(p => (string?)p));
    }

    [Fact]
    public async Task Sm_crypto_refuses_our_signature_over_another_message_identifier_or_key()
    {
        var (key, other, message) = (Sm2SigningKey.Generate(), Sm2SigningKey.Generate(), "message"u8.ToArray());
        var signature = key.Sign(message);
        var wrongId = Question("verify", message, key, signature);
        wrongId["id"] = "ALICE123@YAHOO.COM";
        var answers = await AskAsync(
        [
            Question("verify", "messagf"u8.ToArray(), key, signature), Question("verify", message, other, signature), wrongId,
            Question("verify", message, key, signature),
        ]);
        Assert.Equal([false, false, false, true], answers.Select(a => (bool)a!));
    }

    [Fact]
    public async Task We_refuse_what_sm_crypto_signed_under_another_identifier()
    {
        var (key, message) = (Sm2SigningKey.Generate(), "message"u8.ToArray());
        var question = Question("sign", message, key);
        question["id"] = "ALICE123@YAHOO.COM";
        var signature = Convert.FromHexString((string)(await AskAsync([question]))[0]!);
        var ours = Sm2Key.TryRead(key.PublicKey)!;
        Assert.True(ours.Verify(message, signature, "ALICE123@YAHOO.COM"u8));
        Assert.False(ours.Verify(message, signature));
    }

    private static JsonObject Question(string ask, byte[] data, Sm2SigningKey? key = null, byte[]? signature = null) => new()
    {
        ["ask"] = ask,
        ["data"] = Convert.ToHexStringLower(data),
        ["id"] = Id,
        ["private"] = key is null ? null : Convert.ToHexStringLower(key.Secret),
        ["public"] = key is null ? null : Convert.ToHexStringLower(key.PublicKey),
        ["signature"] = signature is null ? null : Convert.ToHexStringLower(signature),
    };

    private static async Task<JsonArray> AskAsync(IEnumerable<JsonObject> questions)
    {
        var folder = Folder();
        if (ForeignProgram.Find("node") is not { } node || !Directory.Exists(Path.Combine(folder, "node_modules/sm-crypto")))
        {
            Assert.Skip("sm-crypto 不在这里（在 tests/TransparencyLog.Tests/Oracles/sm-crypto 运行 npm ci，./check all 会做）/ "
                + "sm-crypto is not here: npm ci in that folder");
            return [];
        }

        using var process = Process.Start(new ProcessStartInfo(node, [Path.Combine(folder, "oracle.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var errors = process.StandardError.ReadToEndAsync(TestLog.Stop);
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(questions));
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(TestLog.Stop);
        await process.WaitForExitAsync(TestLog.Stop);
        Assert.True(process.ExitCode == 0, await errors);
        return JsonNode.Parse(output)!.AsArray();
    }

    private static string Folder([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "sm-crypto");
}
