using Huoshui.Registry;
using Microsoft.AspNetCore.Http;

namespace Huoshui.Systems.Returns;

/// <summary>Who asks, from a request.</summary>
internal static class Viewers
{
    public static Viewer Of(HttpContext http) => Viewer.From(http.User);
}
