using System.Security.Cryptography;
using System.Text;
using Huoshui.TransparencyLogVerifier.Merkle;

namespace Huoshui.TransparencyLog;

/// <summary>
/// 幂等键 Which entry went in under which key of which issuer; the oldest are forgotten. Filled from the write-ahead
/// log when it
/// opens. Its one owner is the commit of <see cref="LogWriter"/>; not thread safe.
/// </summary>
internal sealed class IdempotencyKeys(int rememberedEntries)
{
    private readonly Dictionary<Digest, (long Index, Digest Leaf)> _known = [];
    private readonly Queue<(long Index, Digest Key)> _order = new();

    public (long Index, Digest Leaf)? Find(string issuer, string key) =>
        _known.TryGetValue(KeyOf(issuer, key), out var known) ? known : null;

    public void Add(string issuer, string key, long index, Digest leaf)
    {
        while (_order.TryPeek(out var oldest) && oldest.Index < index - rememberedEntries)
        {
            _order.Dequeue();
            if (_known.TryGetValue(oldest.Key, out var known) && known.Index == oldest.Index)
                _known.Remove(oldest.Key);
        }

        var hash = KeyOf(issuer, key);
        _known[hash] = (index, leaf);
        _order.Enqueue((index, hash));
    }

    // The length keeps issuer and key apart: 'ab' + 'c' is not 'a' + 'bc'.
    private static Digest KeyOf(string issuer, string key) =>
        new(SHA256.HashData([.. BitConverter.GetBytes(issuer.Length), .. Encoding.UTF8.GetBytes(issuer + key)]));
}
