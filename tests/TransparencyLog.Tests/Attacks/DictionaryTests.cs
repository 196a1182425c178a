using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Huoshui.TransparencyLog.Issuing;
using Huoshui.TransparencyLog.Tests.Packages;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Packages;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Attacks;

/// <summary>Guessing a balance from what the log, its witnesses and the wire hold.</summary>
public sealed class DictionaryTests
{
    private const string Value = "88.10";

    private static readonly Func<string, string>[] Forms =
        [value => value, Document, value => $"\"{value}\"", value => $"{{\"balance\":\"{value}\"}}", value => $"balance={value}"];

    private static readonly byte[] Public = SHA256.HashData("something public"u8);

    // Every balance within two yuan of the true one: more would be found or not in the same way.
    private static IEnumerable<string> Dictionary => Enumerable.Range(8610, 401)
        .Select(cents => (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture));

    [Fact]
    public async Task A_dictionary_on_every_stored_and_sent_value_finds_nothing()
    {
        await using var world = await PackageWorld.CreateAsync();
        var (signed, _) = SignedPackage.Sign(
            world.Draft with { Document = Encoding.UTF8.GetBytes(Document(Value)), Fields = [("balance", Value), ("name", "李明")] }, world.Keys);
        var entry = signed!.Entry.ToArray();
        var parts = signed.Complete(await world.ProofAsync(signed.Entry), world.Manifest);
        Assert.True(world.Verify(parts).IsAccepted);
        byte[] sent = [.. entry, .. world.Keys.SignEd25519(entry), .. world.Sent()];
        var attack = new DictionaryAttack([.. world.AllOfTheLog(), .. sent], Published(world, signed.Entry));
        Assert.Empty(attack.Find(Dictionary, Forms));
        Assert.Empty(attack.Find(["李明", "440300199001011234"], value => value, value => $"name={value}"));
    }

    [Fact]
    public async Task The_packages_own_salts_are_what_a_guess_needs()
    {
        await using var world = await PackageWorld.CreateAsync();
        var parts = await world.IssueAsync(world.Draft with { Document = Encoding.UTF8.GetBytes(Document(Value)) });
        var salt = PackageSalts.TryRead(parts[PartNames.Salts]!)!.Document!.Value.ToArray();
        var holder = new DictionaryAttack(parts[PartNames.Statement]!, [salt]); // who holds the package may guess
        Assert.Contains(holder.Find(Dictionary, Forms), found => found.StartsWith($"{Value}: commitment", StringComparison.Ordinal));
    }

    // The attack would find a value that is stored in any of these ways: it is no test that cannot fail.
    [Theory]
    [InlineData("in clear")]
    [InlineData("SHA-256")]
    [InlineData("SM3")]
    [InlineData("SHA-256 of the document, cut to 8 bytes")]
    [InlineData("SHA-256 with a public salt")]
    [InlineData("HMAC under a public key")]
    [InlineData("a commitment with a salt of zeros")]
    [InlineData("a commitment with a public salt")]
    [InlineData("a field with a public salt")]
    [InlineData("SHA-256 in hexadecimal")]
    [InlineData("SM3 in Base64")]
    public async Task The_attack_finds_what_is_stored_weakly(string way)
    {
        var world = await PackageWorld.SharedAsync();
        byte[] stored = [.. world.AllOfTheLog(), .. Weak(way), 0, 0];
        Assert.NotEmpty(new DictionaryAttack(stored, [Public]).Find(Dictionary, Forms));
    }

    private static byte[] Weak(string way)
    {
        var (value, zeros) = (Encoding.UTF8.GetBytes(Value), new byte[Commitment.SaltBytes]);
        var document = Encoding.UTF8.GetBytes(Document(Value));
        return way switch
        {
            "in clear" => document,
            "SHA-256" => SHA256.HashData(value),
            "SM3" => TreeHash.Sm3.Of(document).ToArray(),
            "SHA-256 of the document, cut to 8 bytes" => SHA256.HashData(document)[..8],
            "SHA-256 with a public salt" => SHA256.HashData([.. Public, .. value]),
            "HMAC under a public key" => HMACSHA256.HashData(Public, value),
            "a commitment with a salt of zeros" => Commitment.Of(CommitmentTags.Document, zeros, document).Sha256.ToArray(),
            "a commitment with a public salt" => Commitment.Of(CommitmentTags.Document, Public, document).Sm3.ToArray(),
            "a field with a public salt" => TreeHash.Sm3.Leaf(TransparencyLogVerifier.Fields.FieldTree.Leaf(Public, "balance", Value)).ToArray(),
            "SHA-256 in hexadecimal" => Encoding.ASCII.GetBytes($"\n{Convert.ToHexStringLower(SHA256.HashData(value))}\n"),
            _ => Encoding.ASCII.GetBytes($"\n{TreeHash.Sm3.Of(value).ToBase64()}\n"),
        };
    }

    private static IEnumerable<byte[]> Published(PackageWorld world, LogEntry entry)
    {
        yield return entry.ToArray();
        yield return entry.Commitment.Sha256.ToArray();
        yield return entry.Commitment.Sm3.ToArray();
        yield return entry.ToArray()[72..88]; // key ID, hours, index
        yield return Encoding.UTF8.GetBytes(PackageWorld.Issuer);
        yield return Encoding.UTF8.GetBytes(world.Draft.Scenario);
        yield return Encoding.UTF8.GetBytes(world.Keys.Ed25519.ToString());
        yield return SHA256.HashData(Encoding.UTF8.GetBytes(PackageWorld.Issuer));
    }

    private static string Document(string balance) => $"account,balance\n6222****1234,{balance}\n";
}
