create table inventory (
    product_id         text primary key,
    available_qty      integer not null,
    reserved_qty       integer not null,
    warehouse_location text not null
);
insert into inventory values
    ('PROD-001', 500, 100, 'WH-A-01'),
    ('PROD-002', 300,  50, 'WH-B-02'),
    ('PROD-003', 150,   0, 'WH-C-03');
