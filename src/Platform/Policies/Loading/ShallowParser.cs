using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Huoshui.Policies.Loading;

/// <summary>A parser of YAML that refuses what is nested too deeply for those who read it, who call themselves.
/// </summary>
internal sealed class ShallowParser(string text) : IParser
{
    /// <summary>Most levels, the stream and the document among them.</summary>
    public const int MaxDepth = 100;

    /// <summary>A part of the message of the exception.</summary>
    public const string TooDeep = "nested too deeply";

    private readonly Parser _inner = new(new StringReader(text));
    private int _depth;

    public ParsingEvent? Current => _inner.Current;

    /// <summary>Goes on to the next event.</summary>
    /// <exception cref="YamlException">It is no YAML, or too deep.</exception>
    public bool MoveNext()
    {
        if (!_inner.MoveNext())
            return false;
        if (_inner.Current is not { } now || (_depth += now.NestingIncrease) <= MaxDepth)
            return true;
        var limit = MaxDepth.ToString(CultureInfo.InvariantCulture);
        throw new SyntaxErrorException(now.Start, now.End, $"{TooDeep}: more than {limit} levels");
    }
}
