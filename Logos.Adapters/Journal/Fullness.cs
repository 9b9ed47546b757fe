namespace Logos.Adapters.Journal;

/// <summary>Whether the writer refuses records for want of room. It has ended when as much as was refused has found room: what is smaller may still fit into the rest of a segment.</summary>
internal sealed class Fullness(Action<bool>? changed)
{
    private long _refused;
    private uint _segment;
    private volatile bool _isFull;

    public bool IsFull => _isFull;

    public void Refused(Batch batch, int at, uint segment)
    {
        var size = batch[at].Payload;
        if (_isFull && size >= _refused)
            return;
        (_refused, _segment) = (size, segment);
        Set(true);
    }

    public void Accepted(Batch batch, int count, uint segment)
    {
        if (!_isFull)
            return;
        var hasRoom = segment != _segment;
        for (var index = 0; index < count && !hasRoom; index++)
            hasRoom = batch[index].Payload >= _refused;
        if (hasRoom)
            Set(false);
    }

    private void Set(bool isFull)
    {
        if (_isFull == isFull)
            return;
        _isFull = isFull;
        changed?.Invoke(isFull);
    }
}
