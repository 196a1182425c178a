using Huoshui.TransparencyLogVerifier.Merkle;

namespace Huoshui.AuditTree.Reconciling;

/// <summary>How far was compared, as the complete subtrees over it.</summary>
internal static class AuditProgress
{
    /// <summary>What was noted; null if it is not what the platform writes: then it is evidence of nothing.</summary>
    public static CompactRange? Read(AuditTreeState state)
    {
        var roots = new List<Digest>();
        foreach (var text in state.Roots.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Digest.TryParse(text, out var root))
                return null;
            roots.Add(root);
        }

        return state.Verified >= 0 && long.PopCount(state.Verified) == roots.Count
            ? new CompactRange(TreeHash.Sha256, state.Verified, roots) : null;
    }

    /// <summary>As it is noted.</summary>
    public static string Write(CompactRange range) => string.Join(' ', range.Roots.Select(r => r.ToBase64()));
}
