using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Huoshui.TransparencyLogVerifier.Fields;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.TransparencyLog.Tests.Attacks;

/// <summary>
/// Somebody who has every byte that was stored and sent, knows the whole document but one value, and tries every value
/// of a list: bare, in each form in which it may stand, under each hash, each way of salting with anything public.
/// Finds whatever begins with the same 8 bytes, at any place, also in Base64 and hexadecimal.
/// </summary>
internal sealed partial class DictionaryAttack
{
    private static readonly Func<byte[], byte[]>[] Hashes =
    [
        SHA256.HashData, m => TreeHash.Sm3.Of(m).ToArray(), SHA512.HashData, SHA1.HashData, MD5.HashData, SHA3_256Data,
    ];

    private static readonly string[] Tags =
        [CommitmentTags.Document, CommitmentTags.Consent, CommitmentTags.Fields, CommitmentTags.Statement];

    private readonly HashSet<ulong> _seen = [];
    private readonly List<byte[]> _salts = [[], new byte[Commitment.SaltBytes]];

    /// <param name="seen">Everything stored and sent.</param>
    /// <param name="published">What is known besides, each to be tried as salt or key.</param>
    public DictionaryAttack(byte[] seen, IEnumerable<byte[]> published)
    {
        See(seen);
        var text = Encoding.Latin1.GetString(seen);
        foreach (Match match in Base64().Matches(text))
            See(Convert.FromBase64String(match.Value[..(match.Value.Length / 4 * 4)]));
        foreach (Match match in Hexadecimal().Matches(text))
            See(Convert.FromHexString(match.Value[..(match.Value.Length / 2 * 2)]));
        _salts.AddRange(published);
    }

    /// <summary>The values that are found, each with how.</summary>
    /// <param name="dictionary">Values to try.</param>
    /// <param name="forms">What would hold such a value: the document, a field, a line of it.</param>
    public List<string> Find(IEnumerable<string> dictionary, params Func<string, string>[] forms)
    {
        var found = new List<string>();
        foreach (var value in dictionary)
        {
            foreach (var form in forms)
            {
                var text = form(value);
                foreach (var (candidate, how) in Candidates(Encoding.UTF8.GetBytes(text)).Concat(Fields(value)))
                {
                    if (candidate.Length >= sizeof(ulong) && _seen.Contains(BinaryPrimitives.ReadUInt64BigEndian(candidate)))
                        found.Add($"{value}: {how}");
                }
            }
        }

        return found;
    }

    private IEnumerable<(byte[] Candidate, string How)> Candidates(byte[] content)
    {
        yield return (content, "in clear");
        foreach (var salt in _salts)
        {
            foreach (var hash in Hashes)
            {
                var plain = hash([.. salt, .. content]);
                yield return (plain, "hash(salt, value)");
                yield return (hash(plain), "hash of the hash");
                yield return (hash([.. content, .. salt]), "hash(value, salt)");
                yield return (hash([0, .. salt, .. content]), "leaf");
            }

            if (salt.Length > 0)
                yield return (HMACSHA256.HashData(salt, content), "HMAC");
            foreach (var tag in salt.Length == Commitment.SaltBytes ? Tags : [])
            {
                var commitment = Commitment.Of(tag, salt, content);
                yield return (commitment.Sha256.ToArray(), $"commitment to {tag}, SHA-256");
                yield return (commitment.Sm3.ToArray(), $"commitment to {tag}, SM3");
            }
        }
    }

    private IEnumerable<(byte[] Candidate, string How)> Fields(string value)
    {
        foreach (var salt in _salts.Where(s => s.Length == Commitment.SaltBytes))
        {
            foreach (var name in (string[])["balance", "name"])
            {
                var leaf = FieldTree.Leaf(salt, name, value);
                yield return (TreeHash.Sha256.Leaf(leaf).ToArray(), "field");
                yield return (TreeHash.Sm3.Leaf(leaf).ToArray(), "field");
            }
        }
    }

    private void See(byte[] bytes)
    {
        for (var at = 0; at + sizeof(ulong) <= bytes.Length; at++)
            _seen.Add(BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(at)));
    }

    private static byte[] SHA3_256Data(byte[] content)
    {
        var digest = new Org.BouncyCastle.Crypto.Digests.Sha3Digest(256);
        digest.BlockUpdate(content, 0, content.Length);
        var hash = new byte[32];
        digest.DoFinal(hash, 0);
        return hash;
    }

    [GeneratedRegex("[A-Za-z0-9+/]{16,}={0,2}", RegexOptions.NonBacktracking)]
    private static partial Regex Base64();

    [GeneratedRegex("[0-9a-fA-F]{16,}", RegexOptions.NonBacktracking)]
    private static partial Regex Hexadecimal();
}
