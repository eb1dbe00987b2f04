using Tenon.Tla.Evaluation;

namespace Tenon.Tla.Checking;

/// <summary>Keeps the states that a search finds.</summary>
internal sealed class StateList : SuccessorHandler
{
    public List<ulong[]> States { get; } = [];

    public override bool Found(int action, ReadOnlySpan<ulong> words)
    {
        States.Add(words.ToArray());
        return false;
    }
}
