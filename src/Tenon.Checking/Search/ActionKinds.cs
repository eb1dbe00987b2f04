using System.Collections.Immutable;

namespace Tenon.Checking.Search;

/// <summary>Numbers the kinds of actions of a natural model: first those it declares, then others as they are seen. Shared by all workers.</summary>
internal sealed class ActionKinds
{
    private readonly Lock _lock = new();
    private ImmutableArray<string> _names;

    public ActionKinds(ImmutableArray<string> declared) => (_names, DeclaredCount) = (declared, declared.Length);

    public int DeclaredCount { get; }

    public ImmutableArray<string> Names
    {
        get
        {
            lock (_lock)
            {
                return _names;
            }
        }
    }

    public int NumberOf(string name)
    {
        lock (_lock)
        {
            int number = _names.IndexOf(name);
            if (number >= 0)
            {
                return number;
            }

            if (_names.Length == Origin.MaximumActions)
            {
                throw new InvalidOperationException($"The model has more than {Origin.MaximumActions} kinds of actions; name them more coarsely.");
            }

            _names = _names.Add(name);
            return _names.Length - 1;
        }
    }
}
