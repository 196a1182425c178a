using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;
using Org.BouncyCastle.Security;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Oracles;

/// <summary>OpenSSL and we agree on SM3 and SM2.</summary>
public sealed class OpenSslTests : IDisposable
{
    private const string Identifier = "distid:1234567812345678";

    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-openssl-").FullName;

    [Fact]
    public async Task OpenSSL_verifies_the_SM2_line_of_a_checkpoint_with_the_published_key()
    {
        var openssl = ForeignProgram.OpenSsl();
        using var log = await TestLog.CreateAsync(20);
        var note = SignedNote.TryParse(new LogReader(log.Folder).CheckpointNote)!;
        var (text, signature) = (File("text", note.Text.ToArray()), File("signature", note.Signatures[1].Signature.ToArray()));
        var key = Path.Combine(log.Folder, "log.sm2.pem");
        var good = await VerifyAsync(openssl, key, signature, text, Identifier);
        Assert.True(good.ExitCode == 0 && good.Output.Contains("Verified OK", StringComparison.Ordinal), good.Output);
        Assert.NotEqual(0, (await VerifyAsync(openssl, key, signature, text, "distid:ALICE123@YAHOO.COM")).ExitCode);
        var changed = note.Text.ToArray();
        changed[3] ^= 1;
        Assert.NotEqual(0, (await VerifyAsync(openssl, key, signature, File("text", changed), Identifier)).ExitCode);
    }

    [Fact]
    public async Task We_verify_what_OpenSSL_signed_with_SM2()
    {
        var openssl = ForeignProgram.OpenSsl();
        var (key, message, signature) = (Path.Combine(_folder, "key"), File("message", "活水"u8.ToArray()), Path.Combine(_folder, "sig"));
        Assert.Equal(0, (await ForeignProgram.RunAsync(
            openssl, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2", "-out", key)).ExitCode);
        Assert.Equal(0, (await ForeignProgram.RunAsync(
            openssl, "pkey", "-in", key, "-pubout", "-outform", "DER", "-out", key + ".pub")).ExitCode);
        var signed = await ForeignProgram.RunAsync(
            openssl, "dgst", "-sm3", "-sign", key, "-sigopt", Identifier, "-out", signature, message);
        Assert.True(signed.ExitCode == 0, signed.Output);
        var point = System.IO.File.ReadAllBytes(key + ".pub")[^Sm2Key.PointLength..];
        Assert.NotNull(PublicKeyFactory.CreateKey(System.IO.File.ReadAllBytes(key + ".pub")));
        var verifier = Sm2Key.TryRead(point)!;
        Assert.True(verifier.Verify("活水"u8, System.IO.File.ReadAllBytes(signature)));
        Assert.False(verifier.Verify("活氷"u8, System.IO.File.ReadAllBytes(signature)));
    }

    [Fact]
    public async Task SM3_is_that_of_OpenSSL()
    {
        var openssl = ForeignProgram.OpenSsl();
        foreach (var length in new[] { 0, 1, 55, 56, 63, 64, 65, 257, 5000 })
        {
            var bytes = Enumerable.Range(0, length).Select(i => (byte)(i * 7 % 256)).ToArray();
            var (exitCode, output) = await ForeignProgram.RunAsync(openssl, "dgst", "-sm3", "-r", File("data", bytes));
            Assert.Equal(0, exitCode);
            Assert.StartsWith(TreeHash.Sm3.Of(bytes).ToString(), output, StringComparison.Ordinal);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string File(string name, byte[] content)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    private static Task<(int ExitCode, string Output)> VerifyAsync(
        string openssl, string key, string signature, string text, string identifier) => ForeignProgram.RunAsync(
            openssl, "dgst", "-sm3", "-verify", key, "-signature", signature, "-sigopt", identifier, text);
}
