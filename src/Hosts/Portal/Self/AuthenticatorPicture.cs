using Microsoft.AspNetCore.Components;
using QRCoder;

namespace Huoshui.Portal.Self;

/// <summary>The key of an authenticator app as a picture to scan (an <c>otpauth</c> address, Key Uri Format) and as
/// text to type.</summary>
internal static class AuthenticatorPicture
{
    private const string Issuer = "Huoshui";

    /// <summary>The picture: inline SVG, drawn here; the key leaves this server for the reader's eyes only.</summary>
    public static MarkupString Of(string account, string key)
    {
        var address = $"otpauth://totp/{Issuer}:{Uri.EscapeDataString(account)}?secret={key}&issuer={Issuer}&digits=6";
        using var data = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.Q);
        using var code = new SvgQRCode(data);
        return new MarkupString(code.GetGraphic(4, "#17242b", "#ffffff", sizingMode: SvgQRCode.SizingMode.ViewBoxAttribute));
    }

    /// <summary>The key in groups of four, for typing.</summary>
    public static string Grouped(string key) =>
        string.Join(' ', key.Chunk(4).Select(group => new string(group).ToUpperInvariant()));
}
