using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Huoshui.Notices.Tests;

/// <summary>An authority of a test, with certificates for localhost.</summary>
internal static class Authority
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public static X509Certificate2 Make()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Test CA", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(30));
    }

    public static X509Certificate2 Issue(X509Certificate2 authority, string name = "localhost")
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, false));
        using var issued = request.Create(
            authority, Now.AddHours(-1), Now.AddDays(10), RandomNumberGenerator.GetBytes(8));
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), null);
    }

    public static string File(X509Certificate2 authority)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("huoshui-ca-").FullName, "ca.pem");
        System.IO.File.WriteAllText(path, authority.ExportCertificatePem());
        return path;
    }
}
