namespace Tenon.Splits.Zonemaps;

/// <summary>Builds the zonemap of a text column: a short regular expression that every value matches, so that a reader can skip splits in
/// which no value can be the one it looks for. Not thread-safe.</summary>
/// <remarks>
/// Null is no value and is not represented. The syntax is common to RE2, Rust's and .NET's expressions, where characters are Unicode scalar
/// values; .NET, which takes UTF-16 code units for characters, reads classes of characters beyond U+FFFF wrongly. The order in which
/// values are registered can change what is pruned, but not that each of them matches.
/// </remarks>
public sealed class ZonemapBuilder
{
    private readonly ZonemapSettings _settings;
    private readonly PrefixAutomaton _automaton;
    private int _sincePruned;

    /// <summary>A builder without values.</summary>
    /// <param name="settings">How large the expression gets.</param>
    /// <exception cref="ArgumentOutOfRangeException">Values between prunings, or the slack, are below 1.</exception>
    public ZonemapBuilder(ZonemapSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.PruneEvery, 1, nameof(settings));
        if (!(settings.Slack >= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(settings), settings.Slack, "at least 1 is expected");
        }

        _settings = settings;
        _automaton = new PrefixAutomaton(settings.MaximumDepth);
    }

    internal ZonemapBuilder(ZonemapSettings settings, int maximumDepth)
    {
        _settings = settings;
        _automaton = new PrefixAutomaton(maximumDepth);
    }

    /// <summary>Whether, as pruned so far, only registered values match.</summary>
    public bool IsExact => _automaton.IsExact;

    /// <summary>Registers a value; again for a value that was there already changes only what is pruned.</summary>
    /// <param name="utf8">The value in UTF-8.</param>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        _automaton.Add(utf8);
        if (++_sincePruned >= _settings.PruneEvery)
        {
            _sincePruned = 0;
            _automaton.Prune(_settings.GrowingLimit);
        }
    }

    /// <summary>Prunes to the bound and prints.</summary>
    /// <returns>The expression, anchored at both ends; <c>^$</c> if there was no value.</returns>
    public string Build()
    {
        if (_settings.MaximumTransitions >= 0)
        {
            _automaton.Prune(_settings.MaximumTransitions);
        }

        return RegexText.Of(_automaton);
    }
}
