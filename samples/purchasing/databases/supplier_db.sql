create table suppliers (
    product_id    text primary key,
    supplier_name text not null,
    unit_price    numeric(12, 2) not null,
    moq           integer not null,
    lead_time     integer not null,
    is_active     boolean not null
);
insert into suppliers values
    ('PROD-001', 'ABC Supplies Co.',  15.50, 100,  7, true),
    ('PROD-002', 'XYZ Manufacturing', 25.00,  50, 14, true),
    ('PROD-003', 'Global Parts Ltd.', 42.75, 200, 21, true);
