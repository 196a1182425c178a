using Huoshui.Diagnostics;
using Huoshui.Dmn.Differences;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn;

/// <summary>
/// Looks for the smallest change of inputs after which the answer is one that is wanted: fewest inputs first, then the
/// smallest distance. The values tried are the break points of the inputs and their neighbours (one unit of the last
/// digit, one day), the values that are listed, and for inputs that are calculated with the points at which a
/// comparison turns; from there it goes back as far as the answer stays. A list of codes only grows, and each code added
/// counts as a change. Every answer is evaluated, none is inferred.
/// </summary>
public static class ChangeSearch
{
    /// <summary>Searches.</summary>
    /// <param name="version">The decision.</param>
    /// <param name="inputs">As they are, by name; missing ones are null.</param>
    /// <param name="isWanted">Tells of an answer whether it is wanted.</param>
    /// <param name="options">What may be changed, and limits; null for the defaults.</param>
    /// <returns>Null if the model has no such decision, or it cannot be evaluated.</returns>
    public static NearestChange? Of(
        DecisionVersion version, IReadOnlyDictionary<string, FeelValue> inputs, Func<FeelValue, bool> isWanted,
        ChangeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(isWanted);
        options ??= ChangeOptions.Default;
        if (version.Model.Decision(version.Decision) is not { } decision
            || version.Model.Prepare(version.Decision) is not { } prepared)
        {
            return null;
        }

        var candidates = new ChangeCandidates(version, decision, options);
        var search = new Search(new GridSide(version, prepared), candidates, isWanted, options);
        if (search.Run(inputs) is { } best)
            return new NearestChange(best.Changes, best.Answer, []) { Evaluations = search.Evaluations };
        Diagnostic why = search.IsEnded
            ? DifferenceFindings.SearchEnded(version.Decision, options.MaxEvaluations, decision.At)
            : DifferenceFindings.NoChange(version.Decision, options.MaxChanges, decision.At);
        return new NearestChange([], null, [why]) { Evaluations = search.Evaluations };
    }

    private sealed class Search(
        GridSide side, ChangeCandidates candidates, Func<FeelValue, bool> isWanted, ChangeOptions options)
    {
        private (List<InputChange> Changes, FeelValue Answer, double Distance)? _best;
        private int _evaluations;

        public int Evaluations => _evaluations;

        public bool IsEnded => _evaluations > options.MaxEvaluations;

        public (List<InputChange> Changes, FeelValue Answer, double Distance)? Run(
            IReadOnlyDictionary<string, FeelValue> inputs)
        {
            for (var count = 1; count <= options.MaxChanges && _best is null && !IsEnded; count++)
                Change(new Dictionary<string, FeelValue>(inputs, StringComparer.Ordinal), 0, count, [], 0);
            if (_best is { } found)
                Shorten(new Dictionary<string, FeelValue>(inputs, StringComparer.Ordinal), found.Changes);
            return _best;
        }

        // A break point may stand anywhere in a stretch that is wanted: each change goes back towards what was as far
        // as the answer stays.
        private void Shorten(Dictionary<string, FeelValue> inputs, List<InputChange> changes)
        {
            foreach (var change in changes)
                inputs[change.Input] = change.To;
            foreach (var change in changes.ToList())
            {
                var (near, far) = (change.From, change.To);
                while (!IsEnded && ChangeSize.Between(near, far) is { } middle)
                {
                    inputs[change.Input] = middle;
                    (near, far) = IsBetter(inputs, change, middle) ? (near, middle) : (middle, far);
                }

                inputs[change.Input] = far;
            }
        }

        private bool IsBetter(Dictionary<string, FeelValue> inputs, InputChange change, FeelValue middle)
        {
            _evaluations++;
            var answer = side.Answer(inputs);
            if (!isWanted(answer))
                return false;
            var changes = _best!.Value.Changes.ConvertAll(c => c.Input == change.Input ? c with { To = middle } : c);
            _best = (changes, answer, _best.Value.Distance);
            return true;
        }

        private void Change(
            Dictionary<string, FeelValue> inputs, int first, int left, List<InputChange> changes, double distance)
        {
            if (left == 0)
            {
                Try(inputs, changes, distance);
                return;
            }

            for (var i = first; i < candidates.Inputs.Count && !IsEnded; i++)
            {
                var name = candidates.Inputs[i];
                var was = inputs.GetValueOrDefault(name) ?? FeelValue.Null;
                foreach (var (value, size, spent) in candidates.Of(name, inputs, left))
                {
                    if (distance + size >= (_best?.Distance ?? double.MaxValue))
                        break;
                    inputs[name] = value;
                    changes.Add(new InputChange(name, was, value));
                    Change(inputs, i + 1, left - spent, changes, distance + size);
                    changes.RemoveAt(changes.Count - 1);
                }

                inputs[name] = was;
            }
        }

        private void Try(Dictionary<string, FeelValue> inputs, List<InputChange> changes, double distance)
        {
            if (++_evaluations > options.MaxEvaluations)
                return;
            var answer = side.Answer(inputs);
            if (isWanted(answer))
                _best = ([.. changes], answer, distance);
        }
    }
}
