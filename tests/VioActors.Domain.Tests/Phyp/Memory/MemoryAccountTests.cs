using VioActors.Domain.Phyp.Memory;
using VioActors.Domain.Values;

namespace VioActors.Domain.Tests.Phyp.Memory;

public class MemoryAccountTests
{
    private static readonly PartitionId One = new(3);
    private static readonly PartitionId Two = new(4);
    private static readonly PartitionId Three = new(5);

    [Fact]
    [Trait("Req", "NPV-9")]
    public void Memory_of_frozen_partitions_is_lent_and_given_back()
    {
        var account = Assigned();
        Assert.Null(account.Borrow(Three, 1));
        account.BeginLending(One);
        account.BeginLending(Two);

        var loans = account.Borrow(Three, 150)!;

        Assert.Equal([(One, 100), (Two, 50)], loans.Select(loan => (loan.Lender, loan.Mebibytes)));
        Assert.Equal((0, 50, 250), (account.UsableBy(One), account.UsableBy(Two), account.UsableBy(Three)));
        Assert.Null(account.Borrow(Three, 51));
        Assert.Equal([loans[0]], account.EndLending(One));
        Assert.True(account.Return(loans[0].Number));
        Assert.False(account.Return(loans[0].Number));
        Assert.Equal((100, 150), (account.UsableBy(One), account.UsableBy(Three)));
    }

    [Fact]
    [Trait("Req", "NPV-9")]
    public void Who_is_frozen_borrows_nothing_and_who_ends_gives_back()
    {
        var account = Assigned();
        account.BeginLending(One);
        Assert.Null(account.Borrow(One, 1));
        Assert.Null(account.Borrow(new PartitionId(9), 1));
        account.Borrow(Three, 60);

        account.Remove(Three);

        Assert.Equal((100, 100, 0), (account.UsableBy(One), account.LendableMebibytes, account.Loans.Count));
        account.Borrow(Two, 60);
        Assert.Equal(Two, Assert.Single(account.Remove(One)).Borrower);
        Assert.Equal((100, 0), (account.UsableBy(Two), account.Loans.Count));
    }

    [Theory]
    [Trait("Req", "NPV-9")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_is_done_no_memory_is_made_and_none_is_lost(int seed)
    {
        var random = new Random(seed);
        var account = new MemoryAccount(10_000);
        for (var step = 0; step < 3000; step++)
        {
            var client = new PartitionId(random.Next(1, 30));
            switch (random.Next(6))
            {
                case 0:
                    account.Assign(client, random.Next(1, 2000));
                    break;
                case 1:
                    account.BeginLending(client);
                    break;
                case 2:
                    foreach (var loan in account.EndLending(client))
                        account.Return(loan.Number);
                    Assert.Equal(account.AssignedTo(client), account.UsableBy(client) - Borrowed(account, client));
                    break;
                case 3:
                    account.Borrow(client, random.Next(1, 3000));
                    break;
                case 4 when account.Loans.Count > 0:
                    account.Return(account.Loans.ElementAt(random.Next(account.Loans.Count)).Number);
                    break;
                default:
                    account.Remove(client);
                    break;
            }

            var usable = Enumerable.Range(1, 30).Select(id => account.UsableBy(new PartitionId(id))).ToList();
            Assert.All(usable, mebibytes => Assert.True(mebibytes >= 0));
            Assert.Equal(account.Mebibytes, account.FreeMebibytes + usable.Sum());
        }
    }

    private static int Borrowed(MemoryAccount account, PartitionId client) =>
        account.Loans.Where(loan => loan.Borrower == client).Sum(loan => loan.Mebibytes);

    private static MemoryAccount Assigned()
    {
        var account = new MemoryAccount(350);
        Assert.True(account.Assign(One, 100));
        Assert.True(account.Assign(Two, 100));
        Assert.True(account.Assign(Three, 100));
        Assert.False(account.Assign(new PartitionId(6), 51));
        Assert.True(account.Assign(One, 999));
        return account;
    }
}
