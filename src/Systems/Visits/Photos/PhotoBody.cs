using Huoshui.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Huoshui.Systems.Visits.Photos;

/// <summary>Reads a photo from the body of a request.</summary>
internal static class PhotoBody
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>The photo; a larger one is read to its end and thrown away, since a browser that is still sending does
    /// not hear an answer. What is larger than <see cref="PhotoLimits.DrainBytes"/> is not read at all.</summary>
    public static async Task<(byte[]? Content, Diagnostic? Refusal)> ReadAsync(HttpContext http, long most)
    {
        if (http.Request.ContentLength > PhotoLimits.DrainBytes)
            return (null, PhotoRefusals.TooLarge(http.Request.ContentLength, most));
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = PhotoLimits.DrainBytes;
        using var kept = new MemoryStream();
        var buffer = new byte[BufferBytes];
        var sent = 0L;
        int read;
        while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
        {
            sent += read;
            if (sent <= most)
                kept.Write(buffer, 0, read);
        }

        return sent > most ? (null, PhotoRefusals.TooLarge(sent, most)) : (kept.ToArray(), null);
    }
}
