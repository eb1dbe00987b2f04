using System.Collections.Concurrent;
using Tenon.Tla.Semantics;

namespace Tenon.Tla.Evaluation;

/// <summary>The code of each definition, made once for all threads.</summary>
internal sealed class CodeTable(ResolvedSpec spec)
{
    private readonly ConcurrentDictionary<OperatorDefinition, OperatorCode> _codes = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<OperatorDefinition, int> _memories = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<OperatorDefinition, FixedNode> _read = new(ReferenceEqualityComparer.Instance);
    private int _memoryCount;

    public ResolvedSpec Spec => spec;

    public OperatorCode CodeOf(OperatorDefinition definition) => _codes.GetOrAdd(definition, d => new OperatorCode(
        d.Frame,
        [.. d.Parameters.Select(parameter => parameter.Slot)],
        d.IsRecursive,
        () => new NodeBuilder(this, d.Frame).Build(d.Body)));

    /// <summary>Where workers remember the value of a definition about one state.</summary>
    public int MemoryOf(OperatorDefinition definition) => _memories.GetOrAdd(definition, _ => Interlocked.Increment(ref _memoryCount) - 1);

    /// <summary>The value of a definition that is read from outside: one for all that mention it.</summary>
    public FixedNode ReadBy(OperatorDefinition definition, ApplyNode code) => _read.GetOrAdd(definition, _ => new FixedNode(code.Source, code));
}
