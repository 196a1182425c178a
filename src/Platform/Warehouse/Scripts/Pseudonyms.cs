using System.Security.Cryptography;
using System.Text;
using Huoshui.Policies;
using Huoshui.Warehouse.Partials;

namespace Huoshui.Warehouse.Scripts;

/// <summary>
/// How a script sees texts that its viewer may not see in clear: masked as on every page, with a mark of ten digits
/// behind it that is the same for the same text, so that tables can be joined and people counted. The mark is a keyed
/// hash under the secret of the data folder: nobody who lacks it can try texts out.
/// </summary>
internal sealed class Pseudonyms(BorrowerKey key)
{
    /// <summary>The function's name in a session.</summary>
    public const string Function = "script_pseudonym";

    private const int MarkBytes = 5;

    private readonly byte[] _key = Convert.FromHexString(key.Hex);

    /// <summary>Makes the function known to a session.</summary>
    public void Register(DuckSession session) => session.Connection.RegisterScalarFunction<string, string>(
        Function,
        (columns, result, count) =>
        {
            for (ulong row = 0; row < count; row++)
                result.WriteValue(Of(columns[0].GetValue<string>(row)), row);
        });

    /// <summary>The text as a script sees it; an empty one stays empty.</summary>
    public string Of(string text)
    {
        if (text.Length == 0)
            return text;
        var mark = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes("script:" + text)).AsSpan(0, MarkBytes);
        return $"{Masking.Mask(FieldSensitivity.SensitivePersonal, text)}~{Convert.ToHexStringLower(mark)}";
    }
}
