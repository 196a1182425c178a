using System.Globalization;
using System.Security.Cryptography;
using Huoshui.Diagnostics;
using Huoshui.Registry;
using Microsoft.AspNetCore.Http;

namespace Huoshui.Systems.Visits.Photos;

/// <summary>Photos as a form of the pages sends them: each is taken or refused by itself. Thread safe.</summary>
public sealed class PhotoForms(PhotoDesk desk)
{
    /// <summary>Adds the photos of a form to a visit.</summary>
    /// <returns>Why photos were refused, each reason once; empty when all were taken.</returns>
    public async Task<IReadOnlyList<Diagnostic>> AddAsync(
        Viewer viewer, Guid visitId, IFormCollection form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        DateOnly? consent = DateOnly.TryParseExact(
            form["photo-consent"].ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None,
            out var version) ? version : null;
        var refusals = new List<Diagnostic>();
        foreach (var file in form.Files.GetFiles("photos").Where(f => f.Length > 0))
        {
            if (file.Length > desk.MostBytes)
            {
                refusals.Add(PhotoRefusals.TooLarge(file.Length, desk.MostBytes));
                continue;
            }

            using var content = new MemoryStream();
            await file.CopyToAsync(content, cancellationToken);
            var answer = await desk.AddAsync(
                viewer, new PhotoRequest(IdOf(visitId, content.ToArray()), visitId, consent, content.ToArray()),
                cancellationToken);
            refusals.AddRange(answer.Refusals);
        }

        return [.. refusals.DistinctBy(r => r.Code)];
    }

    // The same picture sent again, by a second click on a slow line, is the same photo.
    private static Guid IdOf(Guid visitId, byte[] content) =>
        new(SHA256.HashData([.. visitId.ToByteArray(), .. SHA256.HashData(content)]).AsSpan(0, 16));
}
