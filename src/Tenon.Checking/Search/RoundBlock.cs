namespace Tenon.Checking.Search;

/// <summary>A block of the round, who expanded it, and where in that worker's bins its entries begin and end.</summary>
internal sealed class RoundBlock(FrontierBlock states, int firstRoundIndex)
{
    private readonly int[] _starts = new int[Link.PartitionCount];
    private readonly int[] _ends = new int[Link.PartitionCount];

    public FrontierBlock States => states;

    public int FirstRoundIndex => firstRoundIndex;

    public int Worker { get; private set; }

    public int StartOf(int partition) => _starts[partition];

    public int EndOf(int partition) => _ends[partition];

    public void Begin(int worker, SuccessorSink sink)
    {
        Worker = worker;
        Note(sink, _starts);
    }

    public void End(SuccessorSink sink) => Note(sink, _ends);

    private static void Note(SuccessorSink sink, int[] places)
    {
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = sink.UsedWords(i);
        }
    }
}
