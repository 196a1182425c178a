using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Huoshui.Notices;

/// <summary>Judges certificates: by the system's authorities, and by those of the operator's file where there is one.
/// The name has to fit in either case.</summary>
internal sealed class CertificateTrust(string? caFile)
{
    private readonly Lazy<X509Certificate2Collection> _own = new(() =>
    {
        var all = new X509Certificate2Collection();
        if (caFile is not null)
            all.ImportFromPemFile(caFile);
        return all;
    });

    /// <summary>As the TLS clients ask it.</summary>
    public bool Accepts(
        object _, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || caFile is null || certificate is null)
            return false;
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_own.Value);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (chain is not null)
            own.ChainPolicy.ExtraStore.AddRange(chain.ChainElements.Select(e => e.Certificate).ToArray());
        using var leaf = new X509Certificate2(certificate);
        return own.Build(leaf);
    }
}
